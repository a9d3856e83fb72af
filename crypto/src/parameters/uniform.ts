import type { Entropy } from '../random/entropy.js';
import { acceptUniform, bytesOf, type Residues } from './residues.js';
import type { Parameters } from './parameters.js';

/** Fills `target` with independent uniform elements of Z_q: 8 bytes of entropy each, by rejection. */
export function fillUniform(parameters: Parameters, target: Residues, entropy: Entropy): void {
  const words = new Uint32Array(target.length);
  for (let filled = 0; 2 * filled < target.length;) {
    const missing = words.subarray(0, target.length - 2 * filled);
    entropy.fill(bytesOf(missing));
    filled = acceptUniform(parameters, missing, target, filled);
  }
  words.fill(0);
}
