// npm run --silent bench -- privacy-curves --json | npm run --silent plot:curves > docs/privacy-curves.svg
import { text } from 'node:stream/consumers';
import type { BenchRow } from '../bench-row.ts';

const TITLES: Readonly<Record<string, string>> = {
  'dp.auc.online-retail': 'Online Retail, buys again: AUC',
  'dp.auc.bank': 'Bank marketing: AUC',
  'dp.auc.telco': 'Telco churn: AUC',
  'dp.kmeans-ratio': 'RFM segments: inertia over the central',
  'dp.auc.bank-mlp': 'Bank marketing, network: AUC',
};
const SERIES = { federated: '#0b6e99', central: '#b3541e' } as const;
const PANEL = { width: 320, height: 220, left: 52, right: 12, top: 34, bottom: 34 } as const;
const COLUMNS = 3;

interface Point {
  readonly epsilon: number;
  readonly value: number;
}

function pointsOf(rows: readonly BenchRow[], task: string, who: string): Point[] {
  return rows.flatMap(({ id, value }) => {
    const epsilon = new RegExp(`^${task.replaceAll('.', '\\.')}\\.eps([0-9.]+)\\.${who}$`).exec(id)?.[1];
    return epsilon === undefined ? [] : [{ epsilon: Number(epsilon), value }];
  });
}

function panel(rows: readonly BenchRow[], task: string, index: number): string {
  const lines = Object.keys(SERIES).map((who) => pointsOf(rows, task, who));
  const exact = rows.find(({ id }) => id === `${task}.without-noise`)?.value;
  const values = [...lines.flat().map(({ value }) => value), ...(exact === undefined ? [] : [exact])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (epsilon: number): number =>
    PANEL.left + ((Math.log2(epsilon) + 2) / 5) * (PANEL.width - PANEL.left - PANEL.right);
  const y = (value: number): number =>
    PANEL.top + ((high - value) / (high - low || 1)) * (PANEL.height - PANEL.top - PANEL.bottom);
  const label = (at: string, content: string, anchor = 'middle'): string =>
    `<text ${at} text-anchor="${anchor}">${content}</text>`;
  const parts = [
    label(`x="${PANEL.left}" y="18" font-weight="bold"`, TITLES[task]!, 'start'),
    ...[low, (low + high) / 2, high].map(
      (value) =>
        `<line x1="${PANEL.left}" x2="${PANEL.width - PANEL.right}" y1="${round(y(value))}" y2="${round(y(value))}" stroke="#ddd"/>` +
        label(`x="${PANEL.left - 6}" y="${round(y(value) + 4)}"`, value.toFixed(3), 'end'),
    ),
    ...[0.25, 0.5, 1, 2, 4, 8].map((epsilon) =>
      label(`x="${round(x(epsilon))}" y="${PANEL.height - 16}"`, String(epsilon)),
    ),
    ...(exact === undefined
      ? []
      : [
          `<line x1="${PANEL.left}" x2="${PANEL.width - PANEL.right}" y1="${round(y(exact))}" y2="${round(y(exact))}" stroke="#555" stroke-dasharray="5 4"/>`,
        ]),
    ...Object.values(SERIES).map((colour, line) => {
      const points = lines[line]!.toSorted((a, b) => a.epsilon - b.epsilon);
      const path = points.map(({ epsilon, value }) => `${round(x(epsilon))},${round(y(value))}`);
      const dots = path.map((at) => {
        const [cx, cy] = at.split(',');
        return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
      });
      return `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
    }),
  ];
  const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
  return `<g transform="translate(${column * PANEL.width} ${row * PANEL.height})">${parts.join('')}</g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const rows = JSON.parse(await text(process.stdin)) as BenchRow[];
const tasks = Object.keys(TITLES).filter((task) => pointsOf(rows, task, 'federated').length > 0);
const height = Math.ceil(tasks.length / COLUMNS) * PANEL.height + 24;
const legend = [...Object.entries(SERIES), ['no noise (dashed)', '#555']]
  .map(
    ([who, colour], at) =>
      `<text x="${PANEL.left + 120 * at}" y="${height - 8}" fill="${colour}">${who}</text>`,
  )
  .join('');
process.stdout.write(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${COLUMNS * PANEL.width} ${height}" font-family="sans-serif" font-size="11" role="img" aria-label="epsilon against accuracy">` +
    `<rect width="100%" height="100%" fill="#fff"/>${tasks.map((task, index) => panel(rows, task, index)).join('')}${legend}</svg>\n`,
);
