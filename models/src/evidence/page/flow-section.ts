// The map of the data: nodes by region, and the one line that nothing in the clear crosses.
import { figure, table, together } from '../../pages/elements.js';
import { html, type Html } from '../../pages/html.js';
import type { Section } from '../../pages/page.js';
import { colours } from '../../pages/style.js';
import type { PackWriter } from './cite.js';

const WIDTH = 720;
const BOX = { width: 190, height: 58, gap: 18 };
/** Regions that are drawn; the table below has all. */
const MOST_DRAWN = 8;

export function flowSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.flow;
  const { flows } = pack.evidence;
  const body = together(
    figure(texts.sections.flow, own.explanation, drawing(writer)),
    table(
      own.caption,
      [own.node, own.member, own.region, own.contributed, own.received].map((title) => ({ title })),
      flows.map(({ name, member, region, contributed, received, proof }) => [
        html`${name} ${writer.proof(proof)}`,
        member,
        region || texts.unknown,
        writer.figure(contributed),
        writer.figure(received),
      ]),
    ),
    table(
      own.channelsCaption,
      [own.what, own.toWhom, own.protection].map((title) => ({ title })),
      own.channels,
    ),
  );
  return { id: 'flow', title: texts.sections.flow, body };
}

function drawing({ texts, pack }: PackWriter): Html {
  const own = texts.flow;
  const { flows, activities } = pack.evidence;
  const byRegion = [...Map.groupBy(flows, ({ region }) => region || texts.unknown)].slice(0, MOST_DRAWN);
  const height = Math.max(3, byRegion.length) * (BOX.height + BOX.gap) + BOX.gap;
  const line = BOX.width + 90;
  const right = WIDTH - BOX.width - 2;
  const middle = height / 2 - BOX.height / 2;
  const regions = byRegion.map(([region, nodes], index) => {
    const y = BOX.gap + index * (BOX.height + BOX.gap);
    const rows = nodes.filter(({ role }) => role === 'contributor').length;
    return html`${box(2, y, own.regions(region), own.nodes(rows))}${arrow(BOX.width + 2, y, right, middle)}`;
  });
  const recipients = [...new Set(activities.flatMap((activity) => activity.recipients))];
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${own.explanation}" font-size="14">
    <defs>
      <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0 0 8 4 0 8z" fill="${colours.muted}" />
      </marker>
    </defs>
    ${regions}
    <path d="M${line} 0V${height}" stroke="${colours.loss}" stroke-width="3" stroke-dasharray="7 5" />
    <text x="${line + 8}" y="14" fill="${colours.muted}" font-size="12">${own.leaves}</text>
    ${box(right, middle, own.coordinator, own.coordinatorText)}
    ${box(right, middle - BOX.height - BOX.gap, own.committee, own.committeeText)}
    ${box(right, middle + BOX.height + BOX.gap, own.recipients, recipients.length === 0 ? texts.nobody : String(recipients.length))}
  </svg>`;
}

function box(x: number, y: number, title: string, detail: string): Html {
  return html`<rect
      x="${x}"
      y="${y}"
      width="${BOX.width}"
      height="${BOX.height}"
      rx="10"
      fill="none"
      stroke="${colours.line}"
      stroke-width="1.5"
    />
    <text x="${x + 12}" y="${y + 24}" fill="${colours.ink}" font-weight="600">${title}</text>
    <text x="${x + 12}" y="${y + 44}" fill="${colours.muted}" font-size="12">${detail}</text>`;
}

function arrow(fromX: number, fromY: number, toX: number, toY: number): Html {
  const half = BOX.height / 2;
  return html`<path
    d="M${fromX} ${fromY + half}L${toX} ${toY + half}"
    fill="none"
    stroke="${colours.muted}"
    marker-end="url(#tip)"
  />`;
}
