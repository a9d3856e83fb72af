// For tests, benchmarks and simulations only; a layer rule holds it.
export * from './exact-integer-sum.js';
export * from './test-entropy.js';
