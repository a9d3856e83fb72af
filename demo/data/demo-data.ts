// What both kinds of demo data have in common: five parties, one file of transaction lines each.

/** Languages the demo speaks. */
export type Language = 'en' | 'zh-CN';

/** Which data the demo runs on. */
export type DemoKind = 'retail-chain' | 'online-retail';

/** One party of the demo and its file. */
export interface DemoParty {
  /** Lower-case letters, digits and `-`; names the node. */
  readonly name: string;
  readonly title: Readonly<Record<Language, string>>;
  /** CSV of transaction lines with a header, sorted by time. */
  readonly file: string;
  readonly lines: number;
}

/** Files on disk that the demo's nodes read. */
export interface DemoData {
  readonly kind: DemoKind;
  readonly parties: readonly DemoParty[];
  /** What the maker of the data has to say to the person running the demo; empty when all is as expected. */
  readonly warnings: readonly string[];
}
