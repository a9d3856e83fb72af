import type { SecondMoment } from './adaptive.js';

/** FedYogi (Reddi et al. 2021, arXiv:2003.00295): moves by the new square alone, so that one calm round does not let the next leap. */
export const fedYogi: SecondMoment = (moment, square, beta2) =>
  moment - (1 - beta2) * square * Math.sign(moment - square);
