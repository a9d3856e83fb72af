// What every reading of rows is told: for which purpose, and who was erased.
export interface Rights {
  /** Of the agreement: decides whose consent counts. */
  readonly purpose: string;
  /** Whether a person was erased; undefined where nobody was. */
  readonly isErased: ((person: string) => boolean) | undefined;
}

/** Persons whose rows were taken out before anything else was read. */
export interface LeftOut {
  /** Null where the purpose does not rest on consent. */
  readonly withoutConsent: number | null;
  /** Erased, and still in the source; null where nobody was ever erased. */
  readonly erased: number | null;
}
