export type DataErrorCode =
  | 'source-unreadable'
  | 'source-unreachable'
  | 'environment-missing'
  | 'column-missing'
  | 'column-type'
  | 'value-invalid'
  | 'person-repeated'
  | 'expression-invalid'
  | 'mapping-incomplete'
  | 'desensitisation-missing'
  | 'output-unwritable';

export interface DataProblem {
  readonly code: DataErrorCode;
  /** What is wrong: names files, columns and counts, never a value of a person. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A party's data cannot be used as configured; the message lists every problem with its remedy. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(readonly problems: readonly DataProblem[]) {
    super(problems.map(({ what, remedy }) => `${what}. ${remedy}`).join('\n'));
  }
}

/** @throws DataError with this one problem. */
export function dataProblem(code: DataErrorCode, what: string, remedy: string): never {
  throw new DataError([{ code, what, remedy }]);
}
