// Kill -9 at every durable point of the acts that are no steps of a round: of people over the admin API, and of nodes.
import { createHash, randomBytes } from 'node:crypto';
import {
  agreementHash,
  amendedRoster,
  erasureNotice,
  partyMetrics,
  releaseSubject,
  roster as rosterMessage,
  ROSTER_ENTRY,
  rosterProposal,
  signMessage,
  personsLeftOut,
  soundRoster,
  type Hash,
  type NodeRoute,
  type RosterAmendment,
} from '@chorale/crypto';
import { agreementSchema, planPartyMeasuring } from '@chorale/models';
import { TOTP } from 'otpauth';
import { pinnedModel } from '../../../coordinator/src/studies/pin-model.js';
import { Webhooks } from '../../../coordinator/src/storage/tables/webhook-tables.js';
import { decidingMembers } from '../../support/coordinator/deciding-members.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument, studyDocument } from '../../support/coordinator/test-house.js';
import { ask, letIn, type AskOptions } from '../../support/coordinator/test-people.js';
import { ADMIN_TOKEN, jsonOf, type Answer } from '../../support/coordinator/test-server.js';
import { KilledActs, LOST, type Act } from '../../support/crash/killed-acts.js';
import { kindsOfActs, stepsOfCoordinator } from '../../support/crash/labels.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const PASSWORD = 'plinth oyster granary verdict';
const folder = temporaryFolders();

let acts: KilledActs;
const federation = () => acts.federation;
const { node, inForce, cast, castAll } = decidingMembers(federation);
beforeAll(async () => {
  acts = await KilledActs.found(folder);
});
afterAll(() => acts.stop());

/** A person's change, with an idempotency key. */
function post(path: string, body?: unknown, { token = ADMIN_TOKEN, headers }: AskOptions = {}): Act['send'] {
  const key = randomBytes(8).toString('hex');
  return (server) =>
    ask(server, 'POST', path, { token, body, headers: { 'idempotency-key': key, ...headers } });
}
/** A node's request; signed anew each time, as nodes do. */
function by(who: PaperNode, route: NodeRoute, body: Uint8Array, params = {}): Act['send'] {
  return (server) => server.call(who, route, { body, params });
}
/** The same word of a node, however often it is sent. */
function vote(who: PaperNode, word: Omit<Parameters<PaperNode['vote']>[0], 'at' | 'reason'>): Act['send'] {
  return by(who, 'castVote', who.vote({ ...word, at: federation().clock.now(), reason: 'as discussed' }));
}
async function proposal(who: PaperNode, amendment: RosterAmendment): Promise<Act['send']> {
  const present = soundRoster((await inForce()).bytes);
  const waiting = await federation().house.database.read((manager) =>
    federation().house.rosters.pending(manager),
  );
  const version = Math.max(present.roster.version, ...waiting.map((roster) => roster.version)) + 1;
  const roster = rosterMessage.encode(amendedRoster(present, version, amendment));
  const ballots = [who.rosterConsent(roster)];
  return by(who, 'proposeRoster', rosterProposal.encode({ roster, reason: 'ours', ballots }));
}
const fieldOf = (answer: Answer, name: string): string => (jsonOf(answer) as Record<string, string>)[name]!;
const versionOf = async (path: string): Promise<AskOptions> => {
  const shown = await acts.server.admin('GET', path);
  return { headers: { 'if-match': shown.headers.get('etag')! } };
};

test('webhooks and incidents', async () => {
  const webhook = await acts.act({
    ...{ name: 'webhook', entries: ['webhook-added'], seenAt: ['webhooks'], again: LOST },
    send: post('webhooks', { url: acts.listener.url }),
  });
  const other = fieldOf(await post('webhooks', { url: 'https://siem.example.org' })(acts.server), 'webhook');
  const given = { attempt: 16, problem: 'nobody answers', suspendedAt: 1 };
  await federation().house.database.write(({ manager }) => manager.update(Webhooks, { id: other }, given));
  await acts.act({
    ...{ name: 'webhook resumed', entries: [], seenAt: ['webhooks'], again: LOST },
    send: post(`webhooks/${other}/resume`),
  });
  await acts.act({
    ...{ name: 'webhook removed', entries: ['webhook-removed'], seenAt: ['webhooks'], again: 'not-found' },
    send: (server) => ask(server, 'DELETE', `webhooks/${other}`, { token: ADMIN_TOKEN }),
  });
  expect(fieldOf(webhook, 'secret')).toMatch(/^whsec_/);
  const incident = await acts.act({
    ...{ name: 'incident', entries: ['incident-opened'], seenAt: ['incidents'], again: LOST },
    send: post('incidents', { title: 'A drill', description: 'Nothing.', severity: 'low' }),
  });
  const place = `incidents/${fieldOf(incident, 'incident')}`;
  await acts.act({
    ...{ name: 'incident closed', entries: ['incident-closed'], seenAt: [place], again: LOST },
    send: post(`${place}/close`, { resolution: 'a drill' }, await versionOf(place)),
  });
});

test('people', async () => {
  const { accounts } = federation().house.people;
  const codeOf = (secret: string): string => {
    federation().clock.advance(31);
    return new TOTP({ secret }).generate({ timestamp: federation().clock.now() });
  };
  const enrolment = async (token: string, name: string) => {
    const { codes } = jsonOf(await ask(acts.server, 'POST', 'session/enrolment', { body: { token } })) as {
      codes: { secret: string };
    };
    const credentials = { name, password: PASSWORD, carriedBy: 'bearer' };
    const body = { token, ...credentials, code: codeOf(codes.secret) };
    const send: Act['send'] = (server) => ask(server, 'POST', 'session/enrolment/complete', { body });
    return { send, credentials, secret: codes.secret };
  };
  const first = await enrolment((await accounts.inviteFirst())!.token, 'lin.wei');
  const seenAt = ['accounts'];
  await acts.act({
    ...{ name: 'account opened', entries: ['account-opened', 'signed-in'], seenAt, again: 'sign-in-failed' },
    send: first.send,
  });
  const credentials = { ...first.credentials, code: codeOf(first.secret) };
  const session = await acts.act({
    // The code is used.
    ...{ name: 'sign-in', entries: ['signed-in'], again: 'sign-in-failed' },
    send: (server) => ask(server, 'POST', 'session', { body: credentials }),
  });
  const token = fieldOf(session, 'token');
  const own = { seenAt: ['access-tokens'], seenBy: token };
  const issued = await acts.act({
    ...{ name: 'access token', entries: ['access-token-issued'], ...own, again: LOST },
    send: post('access-tokens', { label: 'SIEM', days: 30 }, { token }),
  });
  await acts.act({
    ...{ name: 'access token revoked', entries: ['access-token-revoked'], ...own, again: 'not-found' },
    send: (server) => ask(server, 'DELETE', `access-tokens/${fieldOf(issued, 'id')}`, { token }),
  });
  await acts.act({
    ...{ name: 'sign-out', entries: ['session-ended'], again: 'admin-only' },
    send: (server) => ask(server, 'DELETE', 'session', { token }),
  });

  const invited = await acts.act({
    ...{ name: 'account invited', entries: ['account-invited'], again: LOST },
    send: post('accounts', { name: 'grace', role: 'compliance-officer' }),
  });
  const { send } = await enrolment(fieldOf(invited, 'token'), 'grace');
  const grace = `accounts/${fieldOf(await send(acts.server), 'account')}`;
  const other = await versionOf(grace);
  await acts.act({
    ...{ name: 'account changed', entries: ['account-changed'], seenAt, again: 'version-outdated' },
    send: (server) =>
      ask(server, 'PATCH', grace, { token: ADMIN_TOKEN, body: { role: 'federation-admin' }, ...other }),
  });
  await acts.act({
    ...{ name: 'account set up anew', entries: ['account-invited'], again: LOST },
    send: post(`${grace}/invite`),
  });
  const last = await versionOf(grace);
  await acts.act({
    ...{ name: 'account closed', entries: ['account-closed'], seenAt, again: 'version-outdated' },
    send: (server) => ask(server, 'DELETE', grace, { token: ADMIN_TOKEN, ...last }),
  });
  const officer = await letIn(federation(), 'compliance-officer');
  await acts.act({
    ...{ name: "officer's read", entries: ['records-read'], again: 200, countsAgain: true },
    send: (server) => ask(server, 'GET', 'agreements', { token: officer.token, reason: 'yearly audit' }),
  });
  await acts.act({
    ...{ name: "officer's export", entries: ['records-exported'], again: 200, countsAgain: true },
    send: (server) => ask(server, 'GET', 'ledger/export', { token: officer.token, reason: 'yearly audit' }),
  });
});

test('members, rosters and agreements', async () => {
  const { house } = federation();
  const invited = await acts.act({
    ...{ name: 'invitation', entries: ['member-invited'], again: LOST },
    send: post('invites', { member: 'Member 1' }),
  });
  const joining = new PaperNode('node-1', house.federation.id);
  await acts.act({
    ...{ name: 'enrolment', entries: ['node-enrolled'], seenAt: ['members'], again: 201 },
    send: by(joining, 'enrol', joining.enrolment(fieldOf(invited, 'token'))),
  });
  federation().nodes.push(joining);
  for (let index = 2; index <= 5; index += 1) await federation().enrolOne(`node-${index}`, `Member ${index}`);

  const seenAt = ['agreements', 'rosters'];
  const proposed = await acts.act({
    ...{ name: 'agreement', entries: ['roster-closed', 'agreement-proposed'], seenAt, again: LOST },
    send: post('agreements', agreementDocument),
  });
  const { bytes } = await house.database.read((manager) => house.rosters.required(manager));
  const consent = (who: PaperNode): Promise<void> =>
    house.rosterSignatures.consent(federation().callerOf(who), who.rosterConsent(bytes));
  for (const name of ['node-1', 'node-2']) await consent(node(name));
  const third = node('node-3');
  await acts.act({
    ...{ name: 'roster in force', entries: ['roster-consented', ROSTER_ENTRY], seenAt, again: 204 },
    send: by(third, 'consentToRoster', third.rosterConsent(bytes)),
  });
  for (const name of ['node-4', 'node-5']) await consent(node(name));
  const agreement = fieldOf(proposed, 'agreement') as Parameters<PaperNode['agreementConsent']>[0];
  const consentOf = (who: PaperNode): Uint8Array =>
    who.agreementConsent(agreement, bytes, federation().clock.now());
  for (const who of federation().nodes.slice(1))
    await house.agreements.consent(federation().callerOf(who), agreement, consentOf(who));
  const [final] = federation().nodes as [PaperNode];
  await acts.act({
    ...{ name: 'agreement active', entries: ['agreement-consented', 'agreement-active'], seenAt, again: 204 },
    send: by(final, 'consentToAgreement', consentOf(final), { agreement }),
  });
});

test('studies, their approval and end; releases and erasures', async () => {
  const { house } = federation();
  await federation().shelveKeys(12);
  federation().approvesStudies = false;
  const seenAt = ['studies'];
  const started = await acts.act({
    ...{ name: 'study', entries: ['study-proposed'], seenAt, again: LOST },
    send: post('studies', studyDocument),
  });
  const study = fieldOf(started, 'study');
  const approve = { matter: 'study', subject: study, decision: 'approve' } as const;
  await castAll(['node-1', 'node-2', 'node-3', 'node-4'], approve);
  await acts.act({
    name: 'study approved',
    entries: ['vote-cast', 'study-started', 'round-opened', 'budget-reserved'],
    seenAt: [...seenAt, 'budget'],
    again: 204,
    send: vote(node('node-5'), approve),
  });
  await acts.act({
    ...{ name: 'study stopped', entries: ['study-stopped', 'round-burning'], seenAt, again: LOST },
    send: post(`studies/${study}/stop`, { reason: 'tried' }),
  });
  await federation().burn(await federation().present());
  federation().approvesStudies = true;
  const second = { ...studyDocument, name: 'second-study', privacy: { epsilon: 0.3 } };
  const { study: finished } = await house.studies.start(second);
  await federation().runRound({ done: true });

  const release = { matter: 'release', subject: releaseSubject(finished), decision: 'approve' } as const;
  await cast(node('node-1'), release);
  await acts.act({
    ...{ name: 'release override', entries: ['vote-cast', 'release-overridden'], seenAt, again: 204 },
    send: vote(node('node-2'), release),
  });
  const [telling] = federation().nodes as [PaperNode];
  const measuring = agreementSchema.parse({
    ...{ ...agreementDocument, title: 'Metrics', purpose: 'model review', computations: ['evaluate'] },
    privacy: { mode: 'local', epsilon: 4, delta: 1e-5 },
  });
  await federation().agree(measuring);
  const row = await federation().study(finished);
  const model = {
    name: row.name,
    pinned: pinnedModel(row),
    agreement: agreementSchema.parse(agreementDocument),
  };
  const { encoding, privacy } = planPartyMeasuring(measuring, model, 1).terms;
  const metrics = signMessage(partyMetrics, telling.key, house.federation.id, {
    ...{ node: telling.id, study: finished, state: row.state, epsilon: 1 },
    agreement: agreementHash(new TextEncoder().encode(JSON.stringify(measuring))),
    noiseMultiplier: privacy.noiseMultiplier,
    values: Array<number>(2 * encoding.blocks[0]!.length).fill(1),
  });
  await acts.act({
    ...{ name: 'party metrics', entries: ['party-metrics-released'], seenAt: ['budget'], again: 204 },
    send: by(telling, 'releaseMetrics', metrics.bytes, { study: finished }),
  });
  const leftOut = signMessage(personsLeftOut, telling.key, house.federation.id, {
    ...{ study: finished, node: telling.id, withoutConsent: undefined, erased: 'fewer than 10' },
  });
  await acts.act({
    ...{ name: 'persons left out', entries: ['persons-left-out'], again: 204 },
    send: by(telling, 'leaveOut', leftOut.bytes, { study: finished }),
  });
  const certificate = 'c0'.repeat(32) as Hash;
  const notice = signMessage(erasureNotice, telling.key, house.federation.id, {
    ...{ node: telling.id, certificate, studies: [finished] },
    ...{ requestedOn: '2026-01-01', dueOn: '2026-01-31', erasedOn: '2026-01-05' },
  });
  await acts.act({
    ...{ name: 'erasure', entries: ['erasure-certified'], seenAt: ['erasures'], again: 204 },
    send: by(telling, 'tellErasure', notice.bytes),
  });
  const answer = { study: finished, answer: 'privacy-argument', reason: 'epsilon is small' };
  await acts.act({
    ...{ name: 'erasure answered', entries: ['erasure-answered'], seenAt: ['erasures'], again: LOST },
    send: post(`erasures/${certificate}/answers`, answer),
  });
});

test('suspension, amendment, revocation, another key, exit', async () => {
  const seenAt = ['rosters', 'agreements'];
  const suspension = await acts.act({
    ...{ name: 'suspension', entries: ['roster-closed'], seenAt, again: LOST },
    send: post('rosters', { suspend: ['node-5'], reason: 'its disk was stolen' }),
  });
  const word = { matter: 'roster', subject: fieldOf(suspension, 'roster'), decision: 'approve' } as const;
  await castAll(['node-1', 'node-2'], word);
  await acts.act({
    ...{ name: 'suspension in force', entries: ['vote-cast', ROSTER_ENTRY], seenAt, again: 204 },
    send: vote(node('node-3'), word),
  });
  const { agreement } = (await federation().house.agreements.list())[0]!;
  await acts.act({
    ...{ name: 'amendment', entries: ['agreement-proposed'], seenAt, again: LOST },
    send: post('agreements', { ...agreementDocument, people: 6000, replaces: agreement }),
  });
  const no = { matter: 'agreement', subject: agreement, decision: 'reject' } as const;
  await acts.act({
    ...{ name: 'agreement revoked', entries: ['vote-cast', 'agreement-ended'], seenAt, again: 204 },
    send: vote(node('node-2'), no),
  });
  const entries = ['roster-closed', 'roster-consented', ROSTER_ENTRY];
  const fresh = new PaperNode('node-3', federation().house.federation.id, 'node-3 anew');
  await acts.act({
    // The old key says no more; the new one asks what became of it.
    ...{ name: 'new key', entries, seenAt, again: 'unauthenticated' },
    send: await proposal(node('node-3'), { rekey: [{ node: 'node-3', key: fresh.key.publicKey }] }),
  });
  await acts.act({
    ...{ name: 'exit', entries, seenAt, again: 'unauthenticated' },
    send: await proposal(node('node-4'), { removeMembers: ['Member 4'] }),
  });
});

test('the ledger is archived', async () => {
  const part = await federation().house.archivist.next({ keep: 5 });
  const { bytes } = await acts.server.admin('GET', 'ledger/archives/next?keep=5');
  acts.archive = Buffer.from(bytes).toString().trimEnd().split('\n');
  const held = { ...part, sha256: createHash('sha256').update(bytes).digest('hex') };
  await acts.act({
    ...{ name: 'archive', entries: ['ledger-archived'], seenAt: ['ledger/archives'], again: LOST },
    send: post('ledger/archives', held),
  });
});

test('every kind of entry that tells of an act was tried', () => {
  const tried = new Set(['federation-created', ...acts.tried]);
  const ofRounds = [...tried].filter((kind) => !kindsOfActs.includes(kind));
  expect(kindsOfActs.filter((kind) => !tried.has(kind))).toEqual([]);
  expect(ofRounds.filter((kind) => !stepsOfCoordinator.includes(`undurable ${kind}`))).toEqual([]);
});
