// Figures for people, each with the entries of the ledger that it follows from.
import type { Language } from '../../privacy/statement.js';
import { formatsFor, type Formats } from '../../pages/format.js';
import { html, type Html } from '../../pages/html.js';
import type { Figure } from '../figure.js';
import type { EvidencePack } from '../pack-schema.js';
import { en, type PackTexts } from './texts-en.js';
import { zhCn } from './texts-zh-cn.js';

const texts: Readonly<Record<Language, PackTexts>> = { en, 'zh-CN': zhCn };
/** Runs of a proof that stand in the text; the JSON names all. */
const SHOWN_RUNS = 8;

/** What all sections of a page are written with. */
export class PackWriter {
  readonly texts: PackTexts;
  readonly formats: Formats;
  readonly #moment: Intl.DateTimeFormat;
  readonly #names: ReadonlyMap<string, string>;

  constructor(
    readonly pack: EvidencePack,
    readonly language: Language,
  ) {
    this.texts = texts[language];
    this.formats = formatsFor(language);
    this.#moment = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'UTC',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    const { flows, parties, studies, activities } = pack.evidence;
    this.#names = new Map([
      ...flows.map(({ node, name }): [string, string] => [node, name]),
      ...parties.flatMap(({ nodes }) => nodes.map(({ node, name }): [string, string] => [node, name])),
      ...studies.map(({ study, name }): [string, string] => [study, name]),
      ...activities.map(({ agreement, title }): [string, string] => [agreement, title]),
    ]);
  }

  /** `2026-03-01 12:00 UTC`. */
  moment(at: number | null): string {
    return at === null ? '–' : `${this.#moment.format(at)} UTC`;
  }
  /** A node, study or agreement by its name, where the pack knows it; otherwise the beginning of its id. */
  name(id: string): string {
    return this.#names.get(id) ?? id.slice(0, 12);
  }
  list(items: readonly string[]): string {
    return items.join(this.language === 'en' ? ', ' : '、');
  }
  whether(applies: boolean | null): string {
    if (applies === null) return this.texts.forPeople;
    return applies ? this.texts.yes : this.texts.no;
  }

  /** `0.8 [12, 15–19]`. */
  figure({ value, proof }: Figure): Html {
    return html`${this.number(value)} ${this.proof(proof)}`;
  }
  /** The same with its unit. */
  amount({ value, unit, proof }: Figure): Html {
    return html`${this.texts.amount(this.number(value), unit, value)} ${this.proof(proof)}`;
  }
  orNone(figure: Figure | null): Html {
    return figure === null ? html`${this.texts.none}` : this.figure(figure);
  }

  proof(positions: readonly number[]): Html {
    if (positions.length === 0) return html`<small class="proof">[–]</small>`;
    const runs = runsOf(positions);
    const shown = runs.slice(0, SHOWN_RUNS).map(([first, last], index) => {
      const separator = index === 0 ? '' : ', ';
      return html`${separator}<a href="#entry-${first}">${first === last ? first : `${first}–${last}`}</a>`;
    });
    const rest = runs.length > SHOWN_RUNS ? `, …; ${this.texts.records(positions.length)}` : '';
    return html`<small class="proof">[${shown}${rest}]</small>`;
  }

  private number(value: number): string {
    return Number.isInteger(value) ? this.formats.count(value) : this.formats.short(value);
  }
}

/** @param positions ascending. @returns first and last of each run. */
function runsOf(positions: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const position of positions) {
    const last = runs.at(-1);
    if (last && position === last[1] + 1) last[1] = position;
    else runs.push([position, position]);
  }
  return runs;
}
