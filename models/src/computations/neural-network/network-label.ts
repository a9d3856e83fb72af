// How networks learn a number: what their outputs say of it, and the scale that it is brought to.
import { decodeNumber, type Column } from '../../contracts/dictionary.js';
import type { Design } from '../design.js';
import type { ValueOutput } from './network-topology.js';
import type { NetworkValue, Normaliser } from '../released-model.js';

/** Learned is (encoded label - centre) / scale. */
export interface LabelScale {
  readonly centre: number;
  readonly scale: number;
}

/**
 * @param likelihood of the study's settings.
 * @returns undefined for a label of 0 and 1, whose probability is learned.
 * @throws RangeError for a likelihood that the label does not take.
 */
export function outputOf(label: Column, likelihood: ValueOutput | undefined): ValueOutput | undefined {
  if (label.type !== 'number') {
    if (likelihood !== undefined)
      throw new RangeError(
        `likelihood: ${likelihood} is of numbers, and "${label.name}" of the dictionary is 0 or 1; leave it out`,
      );
    return undefined;
  }
  if (likelihood === 'zero-inflated' && (label.transform !== undefined || label.lower < 0))
    throw new RangeError(
      `likelihood: zero-inflated takes amounts of 0 or more as they are; "${label.name}" of the dictionary must have transform none ` +
        'and a lower bound of 0',
    );
  return likelihood ?? 'value';
}

/** The design with the label as its last column: a first round that counts one counts the other as well. */
export function withLabel({ names, lower, upper, isNumber }: Design, label: Column): Design {
  return {
    names: [...names, label.name],
    lower: Float64Array.of(...lower, label.lower),
    upper: Float64Array.of(...upper, label.upper),
    isNumber: [...isNumber, true],
  };
}

/**
 * Takes the label's scale off a normaliser of {@link withLabel}. Zero-inflated amounts stay above zero and are counted in means.
 * @param upper bound of the label.
 */
export function splitNormaliser(
  { centre, scale, limit }: Normaliser,
  output: ValueOutput,
  upper: number,
): { readonly normaliser: Normaliser; readonly labelScale: LabelScale } {
  const last = centre.length - 1;
  return {
    normaliser: { centre: centre.slice(0, last), scale: scale.slice(0, last), limit },
    labelScale:
      output === 'zero-inflated'
        ? { centre: 0, scale: Math.max(centre[last]!, LEAST_MEAN * upper) }
        : { centre: centre[last]!, scale: scale[last]! },
  };
}

/** Of the largest amount: a smaller mean may be nothing but noise. */
const LEAST_MEAN = 1e-4;

/** Where nothing is counted, the label on [-1, 1] by its bounds; zero-inflated amounts on [0, 1]. */
export function boundsScale({ lower, upper }: Column, output: ValueOutput): LabelScale {
  return output === 'zero-inflated'
    ? { centre: 0, scale: upper }
    : { centre: (lower + upper) / 2, scale: (upper - lower) / 2 };
}

export function networkValue(
  label: Column,
  output: ValueOutput,
  { centre, scale }: LabelScale,
): NetworkValue {
  return { output, label: ownUnit(label), centre, scale };
}

/** Bounds of a label in its own unit, and what was done to it. */
export function ownUnit(label: Column): NetworkValue['label'] {
  const transform = label.transform ?? 'none';
  return {
    lower: decodeNumber({ transform }, label.lower),
    upper: decodeNumber({ transform }, label.upper),
    transform,
  };
}
