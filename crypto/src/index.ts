// Bytes that are hashed, signed and sent.
export * from './wire/codec.js';
export * from './wire/message.js';
export * from './wire/ids.js';
export * from './wire/documents.js';
export * from './wire/federation-messages.js';
export * from './wire/round-messages.js';
export * from './wire/ledger-messages.js';
export * from './wire/work-messages.js';
export * from './wire/round-hashes.js';
export * from './wire/routes.js';
// Who speaks.
export * from './identity/identity.js';
export * from './identity/invitation-token.js';
export * from './identity/signed-request.js';
export * from './identity/sealed-secret.js';
export * from './identity/sealed-file.js';
// What happened.
export * from './ledger/merkle.js';
export * from './ledger/verify.js';
