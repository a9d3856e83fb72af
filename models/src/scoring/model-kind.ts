// What can be done with a released model of one kind: score rows at home, and write it down for other programs.
import type { Entropy } from '@chorale/crypto';
import type { People } from '../computations/computation.js';
import type { ReleasedModel } from '../computations/released-model.js';
import type { InputForm } from '../contracts/dictionary.js';

/** A value a person: numbers, or words such as a segment's name. */
export type ScoreColumn = Float64Array | readonly string[];

export interface Scores {
  /** What the model says of each person, by column of the list and in its order: `probability`, `value`, `segment`, ... */
  readonly outputs: ReadonlyMap<string, ScoreColumn>;
  /** The output of numbers that persons are ranked by, highest first; undefined where none ranks them. */
  readonly rankedBy: string | undefined;
  /**
   * By column of the design and person: how far the column moved what ranks, on the scale that the model adds up on (log-odds,
   * logarithm, or the value itself), away from an average value of the column.
   */
  readonly contributions: ReadonlyMap<string, Float64Array>;
}

/** Which items or actions may be offered to whom. */
export interface OfferRules {
  /** Whether a person is offered again what they bought. */
  readonly repeats: boolean;
  /** Never offered, such as what is out of stock. */
  readonly without: ReadonlySet<string>;
}

/** What a list may hold, beside what the model says. */
export interface ScoreTerms {
  /** Where chance decides what to do with a person; a model that draws refuses to without. */
  readonly random?: Entropy;
  /** Left out: new items, whatever the stock. */
  readonly offers?: OfferRules;
}

/** A file that other programs read. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ModelKind<Model extends ReleasedModel> {
  readonly kind: Model['kind'];
  /** How it wants its columns. */
  readonly input: InputForm;
  /** In place of `input`, where it depends on the model. */
  inputBy?(model: Model): InputForm;
  /** What it says of the label; undefined for models that predict no label. */
  predicts?(model: Model): 'probability' | 'value';
  /** That output of {@link score} by itself, which is quicker: it does not ask what moved it. */
  predict?(model: Model, people: People): Float64Array | Promise<Float64Array>;
  /**
   * Scores persons at home; several rows of a person are averaged on the scale that the model adds up on.
   * @throws RangeError naming a column of the model that the persons do not have.
   */
  score(model: Model, people: People, terms: ScoreTerms): Scores | Promise<Scores>;
  /** The model as other programs read it; a safetensors file at least. */
  files(model: Model): readonly ModelFile[];
}
