import type { SecondMoment } from './adaptive.js';

/** FedAdam (Reddi et al. 2021, arXiv:2003.00295): a mean that forgets, without Adam's correction of the first steps. */
export const fedAdam: SecondMoment = (moment, square, beta2) => beta2 * moment + (1 - beta2) * square;
