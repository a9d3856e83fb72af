// Made-up values that the examples of the OpenAPI document share.
export const exampleHash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
export const exampleNode = '4c7d659a2feaa0c55ad015a3bf4f1b2b';
export const exampleAccount = '1f0c2a9be4d87735';
export const exampleTimeMs = 1_767_268_800_000;
export const exampleFingerprint = '7c1d-52aa-90be-4411-08f3-c5d2-77e1-6a0b';
export const examplePrivacy = {
  mode: 'pooled',
  epsilon: 0.97,
  delta: 1e-5,
  unit: 'person',
  adjacency: 'add-or-remove-one',
  sampling: { kind: 'all' },
  nodesPerPerson: 1,
  colluding: 0,
  accountant: 'pld',
} as const;
