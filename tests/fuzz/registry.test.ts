// Whoever writes a decoder of bytes from outside lists it for fuzzing: these tests find those that are missing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as crypto from '@chorale/crypto';
import { decoders } from './registry.js';

const root = join(import.meta.dirname, '../..');
const names = decoders.map(({ name }) => name);

/** Source files of a package with their text, by path from the root. */
function sourcesOf(folder: string): { path: string; text: string }[] {
  return readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const path = `${folder}/src/${file}`;
      return { path, text: readFileSync(join(root, path), 'utf8') };
    });
}

/** Messages that are read only inside of what fuzzing reads: the decoder that does it. */
const READ_WITHIN: Readonly<Record<string, string>> = {
  'chorale/sealed-file/1': 'openUnderPassphrase',
  'chorale/sealed-file-header/1': 'sealedFileLabel',
  'chorale/sealed-secret/1': 'openSecret',
};
/** Encoded to be signed or hashed, and never read. */
const NEVER_READ = ['chorale/signature/1'];

test('every name is listed once', () => {
  expect(new Set(names).size).toBe(names.length);
});

test('every message that is defined is fuzzed', () => {
  const tags = sourcesOf('crypto').flatMap(({ text }) =>
    [...text.matchAll(/defineMessage\(\s*'([^']+)'/g)].map((match) => match[1]!),
  );
  expect(tags.length).toBeGreaterThan(35);
  const read = tags.filter((tag) => !NEVER_READ.includes(tag));
  expect(read.filter((tag) => !names.includes(READ_WITHIN[tag] ?? tag))).toEqual([]);
  // A tag that is put together would be missed.
  const calls = sourcesOf('crypto').flatMap(
    ({ text }) => text.match(/(?<!function )defineMessage[<(]/g) ?? [],
  );
  expect(calls).toHaveLength(tags.length);
});

test('every kind of codec is fuzzed', () => {
  const text = readFileSync(join(root, 'crypto/src/wire/codec.ts'), 'utf8');
  const kinds = [
    ...text.matchAll(/^export (?:function|const) (\w+)[^\n]*Codec</gm),
    ...text.matchAll(/^export const (\w+) = unsigned/gm),
  ].map((match) => match[1]!);
  expect(kinds.length).toBeGreaterThan(12);
  expect(kinds.filter((kind) => !names.includes(`codec ${kind}`))).toEqual([]);
});

test('whatever the crypto package exports to read, open, check or verify is fuzzed', () => {
  const readers = Object.entries(crypto as Readonly<Record<string, unknown>>)
    .filter(
      ([name, value]) => typeof value === 'function' && /^(read|open|parse|check|verify|add)/.test(name),
    )
    .map(([name]) => name);
  expect(readers).toContain('openSigned');
  expect(readers.filter((name) => !names.includes(name))).toEqual([]);
});

/** Files that take texts or bytes apart, and the decoder under which each is fuzzed, or why it need not be. */
const PARSERS: Readonly<Record<string, string>> = {
  'crypto/src/ledger/verify.ts': 'verifyLedger',
  'crypto/src/encryption/seal-codec.ts': 'readCiphertext',
  'models/src/computations/state.ts': 'decodeState',
  'models/src/evidence/read-entry.ts': 'EvidenceLedger',
  'client-node/src/agreement/fetch-agreement.ts': 'fetchAgreement',
  'client-node/src/config/load-yaml.ts': 'node.yaml',
  'client-node/src/study/documents.ts': 'loadStudy',
  'client-node/src/ledger/payload.ts': 'LedgerAudit',
  'client-node/src/rights/certificate.ts': 'verifyCertificate',
  'coordinator/src/cli/read-document.ts': 'readDocument',
  'coordinator/src/cli/study-document.ts': 'readStudyDocument',
};
const READS_ITS_OWN: Readonly<Record<string, string>> = {
  'models/src/computations/public-uniforms.ts': 'a hash of its own making',
  'models/src/tensor/dense-layers.ts': 'the topology of a state that members adopted',
  'models/src/scoring/network.ts': 'the topology of a state that members adopted',
  'models/src/tensor/load-network.ts': 'the topology of a state that members adopted',
  'models/src/computations/neural-network/network-weights.ts':
    'the topology that network-topology.ts has checked',
  'client-node/src/agreement/enrol.ts': 'answers of the coordinator: hostile-answers.test.ts',
  'client-node/src/transport/coordinator-client.ts': 'answers of the coordinator: hostile-answers.test.ts',
  'client-node/src/cli/commands/lineage.ts': 'documents that it checked when they came',
  'client-node/src/features/lineage/columns-in-sql.ts': "the answer of DuckDB's parser about node.yaml",
  'client-node/src/features/quality/kept-histograms.ts': 'its own database, sealed',
  'client-node/src/score/packed-scores.ts': 'bytes that it packed itself, in another thread',
  'client-node/src/storage/budget-records.ts': 'its own database',
  'client-node/src/storage/committee-records.ts': 'its own database',
  'client-node/src/storage/search-records.ts': 'its own database',
  'client-node/src/storage/contribution-records.ts': 'its own database',
  'client-node/src/cli/commands/score.ts': 'documents that it checked when they came',
  'client-node/src/budget/take-over-spent.ts': 'documents whose hashes it has compared',
  'client-node/src/rights/affected-studies.ts': 'documents that it checked when they came',
  'client-node/src/study/finished-study.ts': 'documents that it checked when they came',
  'client-node/src/cards/node-card.ts': 'results that it worked out itself',
  'client-node/src/gate/measured-releases.ts': 'results that it worked out itself',
  'client-node/src/agreement/signed-agreements.ts': 'documents that it checked when they came',
  'client-node/src/adopt/send-state.ts': 'documents that it checked when they came',
  'client-node/src/governance/agreed.ts': 'documents whose hashes it has compared',
  'client-node/src/cli/commands/study.ts': 'documents whose hashes it has compared',
  'client-node/src/cli/logger.ts': 'lines of its own logger',
  'client-node/src/cli/version.ts': 'its own package.json',
  'coordinator/src/platform/version.ts': 'its own package.json',
  'coordinator/src/evidence/declared.ts': 'its own list of components',
  'coordinator/src/agreements/standing.ts': 'documents that it checked when they were proposed',
  'coordinator/src/studies/study-record.ts': 'documents that it checked when they were started',
  'coordinator/src/release/coordinator-openings.ts': 'its own database',
  'coordinator/src/budget/budget-view.ts': 'its own database',
  'coordinator/src/cli/kept-session.ts': 'its own file',
  'coordinator/src/people/idempotency.ts': 'answers that it sealed itself',
  'coordinator/src/people/oidc-sign-in.ts':
    'a cookie that it sealed itself; tokens are read by openid-client',
  'coordinator/src/reports/model-cards.ts': 'its own database',
  'coordinator/src/reports/round-detail.ts': 'its own database',
  'coordinator/src/rights/erasure-book.ts': 'its own database',
  'coordinator/src/storage/migrations/0007-ledger-index.ts': 'its own database',
  'coordinator/src/storage/migrations/0015-erasures.ts': 'its own database',
  'coordinator/src/transport/http/admin/budget-admin.ts': 'its own database',
  'coordinator/src/transport/http/admin/ledger-admin.ts': 'its own database',
  'coordinator/src/transport/http/admin/shared-shapes.ts': 'its own description of the API',
  'coordinator/src/transport/http/admin/webhooks-admin.ts': 'its own database',
  'coordinator/src/webhooks/deliveries.ts': 'its own database',
  'coordinator/src/cli/write-archive.ts': 'an archive of its own coordinator, which compares its hash',
  'coordinator/src/cli/admin-client.ts': 'answers of its own coordinator, on this machine',
};

test('no file takes bytes or texts apart that is not accounted for', () => {
  const parsing = ['crypto', 'models', 'client-node', 'coordinator']
    .flatMap(sourcesOf)
    .filter(({ text }) => /JSON\.parse\(|parseDocument\(|\.getBigUint64\(|readUInt\d+[BL]E\(/.test(text))
    .map(({ path }) => path)
    .filter(
      (path) =>
        !['crypto/src/wire/codec.ts', 'models/src/computations/neural-network/network-topology.ts'].includes(
          path,
        ),
    );
  expect(parsing.filter((path) => !(path in PARSERS) && !(path in READS_ITS_OWN))).toEqual([]);
  expect(Object.values(PARSERS).filter((name) => !names.includes(name))).toEqual([]);
});
