// Whatever an enrolled node sends to any route, the coordinator answers with a problem document of its
// closed set, never with a failure of its own, and goes on.
import fc from 'fast-check';
import {
  adoption,
  burn,
  commit,
  contribution,
  enrolment,
  envelope,
  erasureNotice,
  formatRequestSignature,
  headCountersignature,
  lotUpload,
  nodeRoutes,
  openFailure,
  partyMetrics,
  personsLeftOut,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  refusal,
  releaseUpload,
  roundKeyBatch,
  rosterProposal,
  severalRequests,
  SIGNATURE_HEADER,
  signRequest,
  stateRequest,
  stateTransfer,
  shareReport,
  vote,
  work,
  type NodeRoute,
  type RoundId,
} from '@chorale/crypto';
import { onSqlite } from '../support/coordinator/place.js';
import { TestFederation } from '../support/coordinator/test-house.js';
import { TestServer } from '../support/coordinator/test-server.js';
import { hostileBytes } from '../support/fuzz/mutation.js';
import { wireMessages } from '../support/fuzz/wire-messages.js';
import { casesOf, holdsFor, timeFor } from '../support/soak.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const CASES_IN_CI = 5_000;
const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let round: RoundId;

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  await federation.startStudy();
  server = await TestServer.start(federation);
  round = (await federation.present()).id;
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

/** What each route reads: a message by itself, or signed in an envelope. */
const bodies: Readonly<Partial<Record<NodeRoute, { tag: string; sealed: boolean }>>> = {
  enrol: { tag: enrolment.tag, sealed: true },
  consentToRoster: { tag: 'chorale/roster-consent/1', sealed: true },
  consentToAgreement: { tag: 'chorale/agreement-consent/1', sealed: true },
  castVote: { tag: vote.tag, sealed: true },
  proposeRoster: { tag: rosterProposal.tag, sealed: false },
  lots: { tag: lotUpload.tag, sealed: false },
  tellErasure: { tag: erasureNotice.tag, sealed: true },
  leaveOut: { tag: personsLeftOut.tag, sealed: true },
  releaseMetrics: { tag: partyMetrics.tag, sealed: true },
  roundKeys: { tag: roundKeyBatch.tag, sealed: false },
  refuse: { tag: refusal.tag, sealed: true },
  contribute: { tag: contribution.tag, sealed: false },
  reportShares: { tag: shareReport.tag, sealed: true },
  commit: { tag: commit.tag, sealed: true },
  release: { tag: releaseUpload.tag, sealed: false },
  adopt: { tag: adoption.tag, sealed: true },
  failToOpen: { tag: openFailure.tag, sealed: true },
  burn: { tag: burn.tag, sealed: true },
  requestState: { tag: stateRequest.tag, sealed: true },
  sendState: { tag: stateTransfer.tag, sealed: true },
  countersignHead: { tag: headCountersignature.tag, sealed: true },
  putChunk: { tag: 'chorale/ciphertext-sum/1', sealed: false },
  several: { tag: severalRequests.tag, sealed: false },
};
const routes = Object.keys(nodeRoutes) as NodeRoute[];

test('every route that takes a body is fuzzed', () => {
  const taking = routes.filter((route) => nodeRoutes[route].method !== 'GET');
  expect(taking.filter((route) => !(route in bodies))).toEqual([]);
});

/** Hostile bytes of the message that a route reads; half of them properly signed, so that they get past the envelope. */
function bodyOf(route: NodeRoute): fc.Arbitrary<Uint8Array> {
  const { tag, sealed } = bodies[route] ?? { tag: 'chorale/burn/1', sealed: true };
  const message = wireMessages.find((candidate) => candidate.tag === tag)!;
  const corpus = fc.sample(message.values, { numRuns: 8, seed: 1 }).map((value) => message.encode(value));
  const hostile = hostileBytes(corpus).map(({ bytes }) => bytes);
  if (!sealed) return hostile;
  const { key, id } = federation.nodes[0]!;
  const context = [federation.house.federation.id, round];
  const signedBy = (body: Uint8Array, which: number): Uint8Array =>
    envelope.encode({
      signer: id,
      body,
      signature: key.sign(tag, Buffer.from(context[which]!, 'hex'), body),
    });
  const signed = fc.tuple(hostile, fc.nat({ max: 1 })).map(([body, which]) => signedBy(body, which));
  return fc.oneof(
    signed,
    hostileBytes(corpus.map((body) => signedBy(body, 1))).map(({ bytes }) => bytes),
  );
}

const hexOrWorse = fc.oneof(
  fc.constant('a'.repeat(64)),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  fc.constantFrom(
    'A'.repeat(64),
    '0',
    '%00',
    '%E0%A4%A',
    '..%2f..%2fetc',
    'x'.repeat(2_000),
    '-1',
    'constructor',
  ),
);

test(
  'hostile bodies, paths, queries and headers',
  async () => {
    const cases = casesOf(CASES_IN_CI, 20);
    const request = fc.constantFrom(...routes).chain((route) =>
      fc.record({
        route: fc.constant(route),
        body: bodyOf(route),
        // Mostly the round that runs, so that the body is read.
        parameter: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: hexOrWorse }),
        query: fc.constantFrom(
          '',
          '?from=0&to=1',
          '?from=-1&to=1e9',
          '?from=x',
          '?to=9007199254740993&from=1',
          '?from[]=1',
        ),
        header: fc.constantFrom(undefined, undefined, undefined, '', 'node=', 'x'.repeat(500)),
      }),
    );
    await holdsFor(
      'node routes',
      fc.asyncProperty(request, async ({ route, body, parameter, query, header }) => {
        const { method, path } = nodeRoutes[route];
        const target = path.replace(/:([a-z]+)/g, () => (parameter === '' ? round : parameter)) + query;
        const { key } = federation.nodes[0]!;
        const sent = method === 'GET' ? new Uint8Array() : body;
        const signature = signRequest(
          key,
          federation.house.federation.id,
          { method, target, body: sent },
          federation.clock.now(),
          Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex'),
        );
        const answer = await server.send(method, target, sent, {
          [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
          [SIGNATURE_HEADER]: header ?? formatRequestSignature(signature),
        });
        if (answer.status >= 500 || (answer.status >= 400 && answer.code === undefined))
          throw new Error(
            `${method} ${target} is answered ${answer.status} ${answer.code ?? 'without a problem'}`,
          );
      }),
      cases,
    );
    // It goes on, and its books are whole.
    const answer = await server.call(federation.nodes[1]!, 'work');
    expect(work.decode(answer.bytes).protocol).toBe(PROTOCOL_VERSION);
  },
  timeFor(casesOf(CASES_IN_CI, 20), 40),
);
