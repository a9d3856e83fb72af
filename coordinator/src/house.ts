// The coordinator without its doors: every service, put together by hand. Nest carries them to HTTP and
// sockets; tests and simulations drive them with a clock of their own.
import type { Entropy, RingEngine, SigningKey, StorageKey } from '@chorale/crypto';
import { EVIDENCE_KINDS } from '@chorale/models/evidence';
import { ContributionDesk } from './admission/contributions.js';
import { RequestGuard } from './admission/request-guard.js';
import { RequestLog } from './admission/request-log.js';
import { RoundKeyShelf } from './admission/round-keys.js';
import { TrafficBook } from './admission/traffic.js';
import { ShareDesk } from './admission/share-checks.js';
import { ChunkKeeper } from './aggregation/chunk-keeper.js';
import { SumKeeper } from './aggregation/sum-keeper.js';
import { AgreementBook } from './agreements/agreements.js';
import { BudgetView } from './budget/budget-view.js';
import { EvidenceDesk } from './evidence/evidence-desk.js';
import { EnrolmentDesk } from './federation/enrolment.js';
import { federationOf, recordFederation, type Federation } from './federation/federation.js';
import { Invitations } from './federation/invitations.js';
import { RosterProposals } from './federation/roster-proposals.js';
import { RosterSignatures } from './federation/roster-signatures.js';
import { RosterBook } from './federation/rosters.js';
import { VoteDesk } from './governance/vote-desk.js';
import { VoteBox } from './governance/votes.js';
import { DrawingBook } from './grouping/drawings.js';
import { LotDesk } from './grouping/lot-desk.js';
import { IncidentBook } from './incidents/incidents.js';
import { LedgerArchivist } from './ledger/archives.js';
import { CountersignatureDesk } from './ledger/countersignatures.js';
import { LedgerReader } from './ledger/ledger-reader.js';
import { Ledger } from './ledger/ledger.js';
import type { Clock } from './platform/clock.js';
import type { Logger } from './platform/logger.js';
import { AddressGuard } from './outbound/address-guard.js';
import type { OidcSettings } from './people/oidc-settings.js';
import { gatherPeople } from './people/people.js';
import { Presence } from './platform/presence.js';
import { Wakeups } from './platform/wakeups.js';
import { CoordinatorOpenings } from './release/coordinator-openings.js';
import { RecipientKeys } from './release/recipient-keys.js';
import { RoundMessageDesk } from './release/round-messages-desk.js';
import { RoundReader } from './release/round-reader.js';
import { PartyMetricsDesk } from './release/party-metrics.js';
import { StateExchange } from './release/state-transfers.js';
import { ModelCards } from './reports/model-cards.js';
import { ProgressReports } from './reports/progress.js';
import { ErasureBook } from './rights/erasure-book.js';
import { ErasureDesk } from './rights/erasure-desk.js';
import { LeftOutDesk } from './rights/left-out-desk.js';
import { RoundOpener } from './rounds/open-round.js';
import { RoundRunner } from './rounds/round-runner.js';
import { RoundEndings } from './rounds/round-endings.js';
import { RoundSteps } from './rounds/round-steps.js';
import type { ChunkStore } from './storage/chunk-store.js';
import type { Database } from './storage/database.js';
import { PoisonSearch } from './studies/poison-search.js';
import { StudyEnds, StudyPlans } from './studies/study-record.js';
import { StudyBook } from './studies/studies.js';
import { WorkList } from './studies/work-list.js';
import { Deliveries } from './webhooks/deliveries.js';
import { WebhookBook } from './webhooks/webhooks.js';

/** What the house stands on. */
export interface Foundations {
  readonly database: Database;
  readonly chunks: ChunkStore;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly ring: Pick<RingEngine, 'addChunks' | 'openRelease'>;
  readonly key: SigningKey;
  /** Seals the coordinator's own round keys in the database. */
  readonly storageKey: StorageKey;
  /** Counts on the first start only; later it must be the same, or undefined. */
  readonly federationName: string | undefined;
  /** Address under which nodes reach this coordinator; known once it listens. */
  readonly publicUrl: () => string;
  readonly logger: Logger;
  /** Identity provider that vouches for people; by default none. */
  readonly oidc?: OidcSettings | undefined;
  /** Where the coordinator may connect to of its own accord; by default public addresses. */
  readonly outbound?: AddressGuard;
}

export type House = Awaited<ReturnType<typeof buildHouse>>;

/** Opens the federation and puts all services together. */
export async function buildHouse(foundations: Foundations) {
  const { database, chunks, clock, entropy, ring, key, storageKey, federationName, publicUrl, logger } =
    foundations;
  const federation: Federation = await federationOf(database, key, federationName);
  const ledger = new Ledger(database, clock, key, federation.id);
  await recordFederation(database, ledger, federation);
  const requests = new RequestLog(database, clock);
  await requests.open();
  await chunks.open();
  const archivist = new LedgerArchivist(database, ledger, clock, federation, EVIDENCE_KINDS);
  await archivist.sweep();

  const { oidc, outbound = new AddressGuard() } = foundations;
  const people = gatherPeople({
    ...{ database, ledger, clock, entropy, storageKey, federation, logger, publicUrl },
    ...{ oidc, outbound },
  });
  const webhooks = new WebhookBook(database, ledger, clock, entropy, storageKey);
  const wakeups = new Wakeups();
  const presence = new Presence(clock);
  const votes = new VoteBox(ledger, federation, clock);
  const rosters = new RosterBook(database);
  const rosterSignatures = new RosterSignatures(database, ledger, clock, wakeups, federation, rosters);
  const rosterProposals = new RosterProposals(
    database,
    ledger,
    clock,
    wakeups,
    federation,
    rosters,
    rosterSignatures,
    votes,
  );
  const agreements = new AgreementBook(
    database,
    ledger,
    clock,
    wakeups,
    federation,
    rosters,
    rosterProposals,
  );
  const budget = new BudgetView(ledger, clock);
  const ends = new StudyEnds(ledger, wakeups);
  const plans = new StudyPlans();
  const recipientKeys = new RecipientKeys(entropy, federation, storageKey);
  const opener = new RoundOpener(
    ledger,
    clock,
    wakeups,
    presence,
    federation,
    agreements,
    plans,
    budget,
    ends,
    recipientKeys,
    new DrawingBook(ledger, wakeups, federation),
  );
  const endings = new RoundEndings(ledger, clock, budget, ends);
  const steps = new RoundSteps(ledger, clock, wakeups, budget, ends, endings);
  const rounds = new RoundRunner(database, clock, opener, steps, endings);
  const studies: StudyBook = new StudyBook(
    database,
    ledger,
    clock,
    wakeups,
    agreements,
    budget,
    rounds,
    ends,
    plans,
  );
  const metrics = new PartyMetricsDesk(database, ledger, clock, federation, agreements);
  const modelCards = new ModelCards(database, ledger, federation, rosters, budget, metrics, clock);
  return {
    people,
    federation,
    database,
    clock,
    wakeups,
    presence,
    requests,
    traffic: new TrafficBook(database),
    ledger,
    archivist,
    ledgerReader: new LedgerReader(database, ledger),
    evidence: new EvidenceDesk(database, ledger, federation, clock, modelCards),
    webhooks,
    deliveries: new Deliveries(database, ledger, clock, webhooks, outbound, logger),
    incidents: new IncidentBook(database, ledger, clock, entropy),
    rosters,
    rosterSignatures,
    rosterProposals,
    agreements,
    rounds,
    publicUrl,
    guard: new RequestGuard(database, federation, requests, presence, wakeups),
    invitations: new Invitations(database, ledger, clock, entropy, federation, publicUrl),
    enrolment: new EnrolmentDesk(database, ledger, clock, wakeups, federation),
    countersignatures: new CountersignatureDesk(database, federation),
    studies,
    votes: new VoteDesk(database, ledger, wakeups, rosters, rosterSignatures, agreements, studies, votes),
    poisonSearch: new PoisonSearch(database, studies),
    workList: new WorkList(database, ledger, clock, rosters),
    roundKeys: new RoundKeyShelf(database, wakeups, federation),
    erasures: new ErasureDesk(database, ledger, clock, federation),
    erasureBook: new ErasureBook(database, ledger, clock, budget),
    leftOut: new LeftOutDesk(database, ledger, federation),
    partyMetrics: metrics,
    lots: new LotDesk(database, ledger, federation, rosters, rounds),
    contributions: new ContributionDesk(database, chunks, ledger, clock, wakeups, rounds),
    shares: new ShareDesk(database, ledger, clock, wakeups, rounds),
    messages: new RoundMessageDesk(database, ledger, clock, wakeups, rounds),
    reader: new RoundReader(database, chunks, recipientKeys),
    states: new StateExchange(database, ledger, clock, wakeups, federation, rosters),
    sums: new SumKeeper(database, chunks, ledger, ring, rounds, logger),
    openings: new CoordinatorOpenings(database, chunks, ledger, federation, ring, recipientKeys, logger),
    chunkKeeper: new ChunkKeeper(database, chunks, clock),
    progress: new ProgressReports(database, budget, rosters, agreements, presence),
    modelCards,
  };
}
