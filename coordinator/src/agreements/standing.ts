// How an agreement stands under the roster in force: which nodes signed it, and what members' votes say.
import {
  agreementObstacle,
  holdsUnder,
  type AgreementHash,
  type AgreementObstacle,
  type NodeId,
  type RosterHash,
  type RosterNode,
} from '@chorale/crypto';
import { agreementSchema, nodesTakingPart, widensBeyond, type Agreement } from '@chorale/models/planning';
import { In } from '../storage/conditions.js';
import { readOnce } from '../storage/read-once.js';
import type { Rows } from '../storage/rows.js';
import { readClosed, type ClosedRoster } from '../federation/closed-roster.js';
import { ballotsOnAgreement } from '../governance/ballots-on-record.js';
import {
  AgreementConsents,
  Agreements,
  Rosters,
  type AgreementRow,
} from '../storage/tables/federation-tables.js';

export interface AgreementStanding {
  readonly terms: Agreement;
  /** Nodes that have to sign. */
  readonly signers: readonly RosterNode[];
  /** Those of them that did, under a roster that says the same of everybody. */
  readonly signed: ReadonlySet<NodeId>;
  /** Whether it allows more than what was agreed on before. */
  readonly widens: boolean;
  /** What members' votes say against it; undefined where they agree. */
  readonly obstacle: AgreementObstacle | undefined;
  /** Whether all of it is there. */
  readonly active: boolean;
}

/** @param roster in force. */
export async function standingOf(
  manager: Rows,
  row: Pick<AgreementRow, 'hash' | 'document' | 'proposedAt'>,
  roster: ClosedRoster,
): Promise<AgreementStanding> {
  const { hash, proposedAt } = row;
  const terms = parseAgreement(row);
  const { nodes, members } = roster.message;
  const signers = nodesTakingPart(terms, nodes);
  const signed = await signedUnder(manager, hash, roster);
  const widens = widensBeyond(await earlierOf(manager, terms, { hash, proposedAt }), terms);
  const ballots = await ballotsOnAgreement(manager, hash);
  const parties = terms.parties?.map(({ member }) => member) ?? members.map(({ name }) => name);
  const obstacle = agreementObstacle(roster.message, ballots, { subject: hash, parties, widens });
  const active = obstacle === undefined && signers.every(({ id }) => signed.has(id));
  return { terms, signers, signed, widens, obstacle, active };
}

/** Nodes whose consent was given under a roster that says of everybody what the present one says. */
async function signedUnder(
  manager: Rows,
  agreement: AgreementHash,
  present: ClosedRoster,
): Promise<ReadonlySet<NodeId>> {
  const consents = await manager.find(AgreementConsents, {
    select: { agreement: true, roster: true, node: true },
    where: { agreement },
  });
  const hashes = [...new Set(consents.map(({ roster }) => roster))];
  const rows = await manager.find(Rosters, { where: { hash: In(hashes) } });
  const holds = new Set<RosterHash>(
    rows.filter((row) => holdsUnder(readClosed(row).message, present.message)).map(({ hash }) => hash),
  );
  return new Set(consents.filter(({ roster }) => holds.has(roster)).map(({ node }) => node));
}

/** What it is held against: the agreement that it replaces, where somebody signed that, or all that somebody signed before, whatever for. */
async function earlierOf(
  manager: Rows,
  { replaces }: Agreement,
  { hash, proposedAt }: Pick<AgreementRow, 'hash' | 'proposedAt'>,
): Promise<Agreement[]> {
  const signed = await readSignedAgreements(manager);
  const replaced = signed.get(replaces as AgreementHash);
  if (replaced) return [replaced];
  const earlier: Agreement[] = [];
  for (const [other, terms] of signed) {
    if (other === hash) continue;
    const row = await manager.findOneByOrFail(Agreements, { hash: other });
    if (row.proposedAt < proposedAt) earlier.push(terms);
  }
  return earlier;
}

/** Every agreement that a node has signed, under whatever roster. */
export async function readSignedAgreements(manager: Rows): Promise<ReadonlyMap<AgreementHash, Agreement>> {
  const consents = await manager.find(AgreementConsents, {
    select: { agreement: true, node: true, roster: true },
  });
  const signed = new Set(consents.map(({ agreement }) => agreement));
  const rows = await manager.find(Agreements, { order: { proposedAt: 'ASC', hash: 'ASC' } });
  return new Map(rows.filter(({ hash }) => signed.has(hash)).map((row) => [row.hash, parseAgreement(row)]));
}

/** More than most federations work under at once; one beyond them is read again when it is asked for. */
const MOST_READ_AGREEMENTS = 16;
const termsByHash = readOnce(
  (document): Agreement => agreementSchema.parse(JSON.parse(Buffer.from(document).toString('utf8'))),
  MOST_READ_AGREEMENTS,
);

/** The terms inside a stored document, which was checked when it was proposed. */
export function parseAgreement({ hash, document }: Pick<AgreementRow, 'hash' | 'document'>): Agreement {
  return termsByHash(hash, document);
}

/** An agreement holds up to the end of its last day, UTC. */
export function isExpired({ expires }: Pick<Agreement, 'expires'>, nowMs: number): boolean {
  return nowMs >= Date.parse(expires) + 24 * 3600 * 1000;
}
