import type { SecondMoment } from './adaptive.js';

/** FedAdagrad (Reddi et al. 2021, arXiv:2003.00295): a sum that never forgets, so that steps only become shorter. */
export const fedAdagrad: SecondMoment = (moment, square) => moment + square;
