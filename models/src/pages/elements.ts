// The pieces that reports are made of.
import { html, type Html, type HtmlPart } from './html.js';

export interface TableColumn {
  readonly title: string;
  /** Numbers stand right, so that digits line up. */
  readonly isNumber?: boolean;
}

/** Columns of a table of numbers: what names its rows, then the numbers. */
export function numberColumns(name: string, titles: readonly string[]): TableColumn[] {
  return [{ title: name }, ...titles.map((title) => ({ title, isNumber: true }))];
}

export type TableCell = HtmlPart | TonedCell | ShadedCell;

interface TonedCell {
  readonly value: HtmlPart;
  readonly tone: 'up' | 'down';
}

/** A cell of a heat map: the deeper its ground, the farther `shade` is from 0; -1 to 1, below zero in another colour. */
export interface ShadedCell {
  readonly value: HtmlPart;
  readonly shade: number;
}

/** A table whose first column names its rows. */
export function table(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  footer: readonly (readonly TableCell[])[] = [],
): Html {
  const kind = (index: number): Html | undefined => (columns[index]?.isNumber ? html`number` : undefined);
  const head = columns.map(({ title }, index) => html`<th scope="col" class="${kind(index)}">${title}</th>`);
  const row = (cells: readonly TableCell[]): Html => {
    const rendered = cells.map((cell, index) => {
      if (isShaded(cell)) return html`<td class="number shaded" style="${groundOf(cell)}">${cell.value}</td>`;
      const { value, tone } = isToned(cell) ? cell : { value: cell, tone: undefined };
      if (index === 0) return html`<th scope="row">${value}</th>`;
      return html`<td class="${kind(index)} ${tone}">${value}</td>`;
    });
    return html`<tr>
      ${rendered}
    </tr>`;
  };
  const foot =
    footer.length > 0
      ? html`<tfoot>
          ${footer.map(row)}
        </tfoot>`
      : undefined;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
      ${foot}
    </table>
  </div>`;
}

function isToned(cell: TableCell): cell is TonedCell {
  return typeof cell === 'object' && 'tone' in cell;
}

function isShaded(cell: TableCell): cell is ShadedCell {
  return typeof cell === 'object' && 'shade' in cell;
}

/** Deepest ground, in percent: what stands on it stays readable. */
const DEEPEST = 55;

function groundOf({ shade }: ShadedCell): string {
  const depth = Math.round(DEEPEST * Math.min(1, Math.abs(shade)));
  return `background: color-mix(in srgb, var(--${shade < 0 ? 'pooled' : 'federated'}) ${depth}%, transparent)`;
}

/** Names and values, one pair a line. */
export function facts(pairs: readonly (readonly [name: string, value: HtmlPart])[]): Html {
  return html`<dl class="facts">
    ${pairs.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What the number has to be seen beside. */
  readonly remark: HtmlPart;
}

/** The few numbers to take away. */
export function figures(list: readonly Figure[]): Html {
  return html`<dl class="figures">
    ${list.map(
      ({ name, value, remark }) =>
        html`<div>
          <dt>${name}</dt>
          <dd class="value">${value}</dd>
          <dd class="remark">${remark}</dd>
        </div>`,
    )}
  </dl>`;
}

export function paragraph(text: HtmlPart): Html {
  return html`<p>${text}</p>`;
}

/** A remark that must not be overlooked; a warning where something is not as it should be. */
export function note(text: HtmlPart, kind: 'plain' | 'warning' = 'plain'): Html {
  return html`<p class="note ${kind}">${text}</p>`;
}

export function bullets(items: readonly string[]): Html {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}

export function status(text: string, isGood: boolean): Html {
  return html`<span class="status ${isGood ? 'good' : 'bad'}">${text}</span>`;
}

/** What a colour of a chart stands for. */
export interface KeyEntry {
  readonly name: string;
  readonly colour: string;
  readonly mark: 'area' | 'line' | 'dashes' | 'dot';
}

/** A chart with its title, what to read from it, and what its colours stand for. */
export function figure(
  title: string,
  explanation: string,
  drawing: Html,
  key: readonly KeyEntry[] = [],
): Html {
  const entries = key.map(({ name, colour, mark }) => html`<li>${swatch(colour, mark)}${name}</li>`);
  const list =
    entries.length > 0
      ? html`<ul class="key">
          ${entries}
        </ul>`
      : undefined;
  return html`<figure>
    <figcaption>${title}<small>${explanation}</small></figcaption>
    ${list}${drawing}
  </figure>`;
}

function swatch(colour: string, mark: KeyEntry['mark']): Html {
  const shapes = {
    area: html`<rect width="20" height="10" rx="2" fill="${colour}" />`,
    line: html`<path d="M0 5h20" stroke="${colour}" stroke-width="3" />`,
    dashes: html`<path d="M0 5h20" stroke="${colour}" stroke-width="3" stroke-dasharray="5 3" />`,
    dot: html`<circle cx="10" cy="5" r="4.5" fill="${colour}" />`,
  };
  return html`<svg viewBox="0 0 20 10" aria-hidden="true">${shapes[mark]}</svg>`;
}

export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** What opens on demand: long tables, mostly. */
export function details(summary: string, body: Html): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${body}
  </details>`;
}

/** Two or more drawings side by side, where there is room. */
export function pair(...parts: readonly (Html | undefined)[]): Html {
  return html`<div class="pair">${parts.filter((part) => part !== undefined)}</div>`;
}

/** Several pieces one after the other. */
export function together(...parts: readonly (Html | undefined)[]): Html {
  return html`${parts.filter((part) => part !== undefined)}`;
}
