import type { EncodingTerms } from '@chorale/models';

/** Of a pooled study of five nodes, as its plan would have them. */
export const pooledTerms: EncodingTerms = {
  mode: 'pooled',
  noiseMultiplier: 4,
  nodesPerPerson: 1,
  kMin: 4,
  colluding: 1,
  nodes: 5,
  rounds: 20,
  sumsOverPeople: true,
  plainBits: 46,
};
