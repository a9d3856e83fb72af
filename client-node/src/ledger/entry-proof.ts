// One entry with its inclusion proof, as "chorale-coordinator ledger entry POSITION --json" prints it.
import type { EntryProof, Hash } from '@chorale/crypto';
import { z } from 'zod';
import { bytesOf, parsedJson } from './payload.js';

/** What was given holds no entry whose proof can be looked at. */
export class NoEntryProof extends Error {
  override readonly name = 'NoEntryProof';
}

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'has 64 lower-case hex digits');
const printed = z.object({
  proof: z.object({
    federation: hash,
    coordinatorKey: hash,
    entry: z.base64().nullable(),
    payloadText: z.string().nullable(),
    head: z.base64(),
    // A path to more leaves than this, no file system holds.
    path: z.array(hash).max(64),
  }),
});

/** @throws NoEntryProof, with what to do, also for an entry that lies in an archive. */
export function readEntryProof(text: string): EntryProof {
  const parsed = printed.safeParse(parsedJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new NoEntryProof(
      `no entry with its proof (${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'no JSON'}); name what ` +
        '"chorale-coordinator ledger entry POSITION --json" printed',
    );
  }
  const { federation, coordinatorKey, entry, payloadText, head, path } = parsed.data.proof;
  if (entry === null)
    throw new NoEntryProof(
      'the entry lies in an archive; run "chorale-ledger verify" over the archive file and the export',
    );
  return {
    federation: federation as Hash,
    coordinatorKey: bytesOf(coordinatorKey, 'hex'),
    entry: bytesOf(entry),
    payloadText,
    head: bytesOf(head),
    path: path.map((each) => bytesOf(each, 'hex')),
  };
}
