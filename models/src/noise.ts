// The exact discrete Gaussian alone, for threads that do nothing else.
export { addNoise, type Fraction } from './privacy/discrete-gaussian.js';
