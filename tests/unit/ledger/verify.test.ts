// An exported ledger after every kind of tampering: the verifier names the first wrong record.
import {
  federationId,
  firstRoster,
  leafHash,
  ledgerEntry,
  ledgerHead,
  headCountersignature,
  LEDGER_FORMAT,
  MerkleFrontier,
  NO_ENTRY,
  roster,
  rosterConsent,
  rosterHash,
  ROSTER_ENTRY,
  sha256Hex,
  signMessage,
  SigningKey,
  verifyLedger,
  type Hash,
} from '@chorale/crypto';

const coordinator = SigningKey.fromSeed(new Uint8Array(32).fill(1));
const node = SigningKey.fromSeed(new Uint8Array(32).fill(2));
const stranger = SigningKey.fromSeed(new Uint8Array(32).fill(3));
const federation = federationId('test', coordinator.publicKey);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex') as Hash;

const founders = roster.encode(
  firstRoster({ federation, version: 1, coordinatorKey: coordinator.publicKey }, [
    { id: node.nodeId, member: 'm', name: 'n', region: '', role: 'contributor', signingKey: node.publicKey },
  ]),
);
const rosterPayload = JSON.stringify({ roster: base64(founders) });
const word = { roster: rosterHash(founders), version: 1 };
const consentPayload = JSON.stringify({
  consent: base64(signMessage(rosterConsent, node, federation, word).bytes),
});

/** A ledger of `size` entries with a signed, countersigned head after each `group` of them. */
function exportOf(
  size: number,
  group: number,
  signer = coordinator,
  countersigner = node,
  text?: string,
): string[] {
  const lines = [
    JSON.stringify({
      format: LEDGER_FORMAT,
      federation,
      federationName: 'test',
      coordinatorKey: hexOf(coordinator.publicKey),
    }),
  ];
  const frontier = new MerkleFrontier();
  let previous = NO_ENTRY;
  for (let index = 0; index < size; index += 1) {
    const founding = [consentPayload, rosterPayload][index];
    const payload = founding ?? text ?? JSON.stringify({ step: index });
    const bytes = ledgerEntry.encode({
      index,
      at: 1_000 + index,
      kind: ['roster-consented', ROSTER_ENTRY][index] ?? 'step',
      actor: 'coordinator',
      subject: index === 0 ? rosterHash(founders) : '',
      payloadHash: sha256Hex(new TextEncoder().encode(payload)) as Hash,
      previous,
    });
    lines.push(JSON.stringify({ entry: base64(bytes), payload }));
    previous = hexOf(leafHash(bytes));
    frontier.append(leafHash(bytes));
    if ((index + 1) % group === 0 || index + 1 === size)
      lines.push(headLine(frontier, signer, countersigner));
  }
  return lines;
}
function headLine(frontier: MerkleFrontier, signer: SigningKey, countersigner: SigningKey): string {
  const [size, root] = [frontier.size, hexOf(frontier.root())];
  const head = signMessage(ledgerHead, signer, federation, { size, root, at: 5 });
  const countersignature = signMessage(headCountersignature, countersigner, federation, { size, root });
  return JSON.stringify({ head: base64(head.bytes), countersignatures: [base64(countersignature.bytes)] });
}

test('an untouched export verifies, also with erased payloads and a pinned head', async () => {
  const lines = exportOf(7, 3);
  const verdict = await verifyLedger(lines);
  expect(verdict).toMatchObject({
    verified: true,
    entries: 7,
    heads: 3,
    countersignatures: 3,
    problem: undefined,
  });
  const erased = [...lines];
  erased[3] = JSON.stringify({ ...(JSON.parse(lines[3]!) as object), payload: null });
  expect(await verifyLedger(erased)).toMatchObject({ verified: true, erasedPayloads: 1 });
  expect(await verifyLedger(lines, [{ size: 7, root: verdict.root }])).toMatchObject({ verified: true });
});

const tampering: [string, (lines: string[]) => string[], number][] = [
  ['an edited payload', (lines) => lines.with(3, lines[3]!.replace('step\\":2', 'step\\":9')), 4],
  ['a deleted entry', (lines) => lines.toSpliced(3, 1), 4],
  ['two entries swapped', (lines) => lines.with(2, lines[3]!).with(3, lines[2]!), 3],
  ['a cut without its head', (lines) => lines.slice(0, 6), 6],
  ['an appended entry without a head', (lines) => [...lines, exportOf(9, 9)[8]!], 12],
  ['a line that is no record', (lines) => lines.with(3, '{"note":"nothing here"}'), 4],
  ['an empty file', () => [], 0],
];
test.each(tampering)('names the first wrong record after %s', async (_what, tamper, line) => {
  const verdict = await verifyLedger(tamper(exportOf(7, 3)));
  expect(verdict.verified).toBe(false);
  expect(verdict.problem?.line).toBe(line);
});

test('a payload has one text for its hash: a lone surrogate does not stand for U+FFFD', async () => {
  const replaced = JSON.stringify({ reason: 'x\ufffd' });
  const lines = exportOf(3, 3, coordinator, node, replaced);
  expect(await verifyLedger(lines)).toMatchObject({ verified: true });
  const rewritten = lines.map((line) => line.replaceAll('\ufffd', '\\ud800'));
  expect(rewritten).not.toEqual(lines);
  expect(await verifyLedger(rewritten)).toMatchObject({ verified: false, problem: { line: 4 } });
});

test("refuses heads that the coordinator or a roster's node did not sign", async () => {
  expect(await verifyLedger(exportOf(3, 3, stranger))).toMatchObject({ verified: false });
  expect(await verifyLedger(exportOf(3, 3, coordinator, stranger))).toMatchObject({ verified: false });
});

test('a countersignature that is repeated is refused, so that nobody counts a witness twice', async () => {
  const lines = exportOf(3, 3);
  const { head, countersignatures } = JSON.parse(lines[4]!) as { head: string; countersignatures: string[] };
  const twice = JSON.stringify({ head, countersignatures: [...countersignatures, ...countersignatures] });
  expect(await verifyLedger(lines.with(4, twice))).toMatchObject({
    verified: false,
    countersignatures: 0,
    problem: { line: 5, reason: `node ${node.nodeId} countersigned the head twice` },
  });
});

test.each([
  ['under another name', { federationName: 'test chain' }],
  ['under the id of another federation', { federation: 'ab'.repeat(32) }],
  ['by another coordinator', { coordinatorKey: hexOf(stranger.publicKey) }],
])('an export that is passed off as one %s is refused at its first line', async (_what, change) => {
  const lines = exportOf(3, 3);
  const preamble = JSON.stringify({ ...(JSON.parse(lines[0]!) as object), ...change });
  expect(await verifyLedger(lines.with(0, preamble))).toMatchObject({
    verified: false,
    problem: { line: 1 },
  });
});

test('a history cut at a head is caught by a head that somebody kept', async () => {
  const whole = exportOf(7, 3);
  const { root } = await verifyLedger(whole);
  expect(await verifyLedger(whole.slice(0, 5), [{ size: 7, root }])).toMatchObject({ verified: false });
  expect(await verifyLedger(whole, [{ size: 3, root: 'cd'.repeat(32) }])).toMatchObject({
    verified: false,
    problem: { line: 4 },
  });
});
