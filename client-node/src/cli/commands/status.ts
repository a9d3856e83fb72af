// chorale-node status: what this node knows by itself; the coordinator is not asked.
import { fingerprintOf, type Hash, type NodeRole, type StudyId } from '@chorale/crypto';
import { signedAgreements } from '../../agreement/signed-agreements.js';
import type { NodeStore } from '../../storage/node-store.js';
import type { RoundRecord } from '../../storage/round-records.js';
import { budgetPositions, positionInWords, type PopulationPosition } from '../budget-in-words.js';
import { requireMembership, type CommandContext } from '../command-context.js';
import { forkInWords, forkView, type ForkView } from '../ledger-forks.js';
import type { Register } from '../program.js';

export const registerStatus: Register = (parent, run) => {
  const command = parent
    .command('status')
    .description('studies, rounds, budgets and bytes, as this node knows them');
  run(command, status, ['config', 'json']);
};

interface StudyStatus {
  readonly study: StudyId;
  readonly name: string;
  readonly roundsAdopted: number;
  /** Sums that this node helped to open. */
  readonly roundsReleased: number;
  readonly state: string | null;
  readonly running: readonly { readonly round: string; readonly position: number; readonly step: string }[];
  readonly model: readonly string[];
  /** Why this node stayed out of the newest round that it lived to its end; null where it did not. */
  readonly stayedOut: string | null;
  readonly bytesSent: number;
}
interface NodeStatus {
  readonly node: string;
  readonly member: string;
  readonly role: NodeRole;
  readonly federation: string;
  readonly coordinator: string;
  /** Of the key that signs the ledger's heads; an auditor asks for it: `chorale-ledger verify --coordinator-fingerprint`. */
  readonly coordinatorFingerprint: string;
  readonly rosterVersion: number | null;
  readonly agreements: readonly {
    readonly agreement: string;
    readonly title: string;
    readonly expires: string;
  }[];
  readonly studies: readonly StudyStatus[];
  readonly budgets: readonly PopulationPosition[];
  /** Newest head of the ledger that this node countersigned; give it to `chorale-ledger verify --head`. */
  readonly ledgerHead: { readonly size: number; readonly root: Hash } | null;
  /** Heads that the coordinator signed and that contradict each other. */
  readonly ledgerForks: readonly ForkView[];
}

async function status(context: CommandContext): Promise<undefined> {
  const store = context.store();
  requireMembership(store);
  const view = statusOf(store, await budgetPositions(context, store));
  context.result(view, inWords(view));
  return undefined;
}

function statusOf(store: NodeStore, budgets: readonly PopulationPosition[]): NodeStatus {
  const { node, member, role, name, coordinatorUrl, coordinatorKey } = requireMembership(store);
  const head = store.ledgerHeads.newest();
  return {
    node,
    member,
    role,
    federation: name,
    coordinator: coordinatorUrl,
    coordinatorFingerprint: fingerprintOf(coordinatorKey),
    rosterVersion: store.federation.newestRoster()?.version ?? null,
    agreements: signedAgreements(store).map(({ hash, terms }) => ({
      agreement: hash,
      title: terms.title,
      expires: terms.expires,
    })),
    studies: store.studies.all().map(({ study, name: title }) => studyStatus(store, study, title)),
    budgets,
    ledgerHead: head ? { size: head.size, root: head.root } : null,
    ledgerForks: store.ledgerHeads.forks().map(forkView),
  };
}

function studyStatus(store: NodeStore, study: StudyId, name: string): StudyStatus {
  const rounds = store.rounds.ofStudy(study);
  return {
    study,
    name,
    roundsAdopted: rounds.filter(({ rid }) => store.committee.adoptionOf(rid)).length,
    roundsReleased: rounds.filter(({ rid }) => store.committee.releaseOf(rid)).length,
    state: store.studies.latestState(study)?.state ?? null,
    running: rounds
      .filter(({ ending }) => !ending)
      .map(({ rid, round }) => ({ round: rid, position: round, step: store.rounds.step(rid) })),
    model: store.studies.modelFiles(study).map(({ file }) => file),
    stayedOut: stayedOut(rounds),
    bytesSent: store.traffic.bytesSent(study),
  };
}

function stayedOut(rounds: readonly RoundRecord[]): string | null {
  const ended = rounds.flatMap(({ ending }) => ending ?? []).sort((left, right) => left.at - right.at);
  const last = ended.at(-1);
  return last?.outcome === 'refused' ? last.reason : null;
}

function inWords(view: NodeStatus): string {
  return [
    `Node "${view.node}" (${view.member}) in federation "${view.federation}" at ${view.coordinator}`,
    `Coordinator's fingerprint ${view.coordinatorFingerprint}`,
    ...(view.role === 'committee' ? ['On the committee only: without rows, and without results'] : []),
    view.rosterVersion === null ? 'No roster signed yet' : `Roster version ${view.rosterVersion} signed`,
    ...view.agreements.map(({ title, expires }) => `Agreement "${title}", until ${expires}`),
    ...view.studies.flatMap((study) => studyInWords(study, view.role)),
    ...view.budgets.map(positionInWords),
    view.ledgerHead
      ? `Ledger head ${view.ledgerHead.size}:${view.ledgerHead.root}`
      : 'No ledger head signed yet',
    ...view.ledgerForks.map((fork) => `WARNING: ${forkInWords(fork)}`),
  ].join('\n');
}

function studyInWords(
  { name, roundsAdopted, roundsReleased, running, model, stayedOut: why, bytesSent }: StudyStatus,
  role: NodeRole,
): string[] {
  const done =
    role === 'committee'
      ? `${roundsReleased} sums helped to open, ${bytesSent} bytes sent`
      : `${roundsAdopted} rounds adopted, ${bytesSent} bytes sent, ` +
        (model.includes('final.state') ? 'model kept' : 'no model yet');
  return [
    `Study "${name}": ${done}`,
    ...(why === null ? [] : [`  stayed out: ${why}`]),
    ...running.map(({ round, position, step }) => `  round ${position + 1} (${round.slice(0, 8)}): ${step}`),
  ];
}
