// What follows from a ledger, for those who build evidence packs and those who check them; nothing that touches persons.
export { buildPack, type PackFrame } from './evidence/build-pack.js';
export { checkPack, type PackVerdict } from './evidence/check-pack.js';
export { cryptographyOf, primitives } from './evidence/cryptography.js';
export { EvidenceLedger } from './evidence/evidence-ledger.js';
export type { SeenRoster } from './evidence/ledger-facts.js';
export { packSchema, type Declared, type EvidencePack } from './evidence/pack-schema.js';
export { packPage } from './evidence/page/pack-page.js';
export { EVIDENCE_KINDS, type EvidenceEntry } from './evidence/read-entry.js';
export { scopeSchema, type EvidenceScope } from './evidence/scope.js';
