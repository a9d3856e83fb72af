// What hands on the way do to messages, in the words of the attack.
import {
  ciphertextSum,
  contentHash,
  contribution,
  contributionSet,
  envelope,
  manifest,
  nodeRoutes,
  releaseInbox,
  shareInbox,
  work as workMessage,
  type Descriptor,
  type Manifest,
  type NodeRoute,
  type ParametersName,
  type RoundId,
  type RoundPhase,
  type StudyId,
  type Work,
} from '@chorale/crypto';
import { packCoefficients, unpackCoefficients } from '../../../crypto/src/packing/coefficients.js';
import { parametersByName } from '../../../crypto/src/parameters/parameters.js';
import { newResidues } from '../../../crypto/src/parameters/residues.js';
import { roundOf, type AttackedFederation } from './attacked-federation.js';
import { eventually } from './eventually.js';
import type { AttackedNode, Passing, Tamper } from './attacked-node.js';

/** Of a signed manifest, whoever signed it. */
export function manifestOf(signed: Uint8Array): Manifest {
  return manifest.decode(envelope.decode(signed).body);
}

type Change = (bytes: Uint8Array, passing: Passing) => Uint8Array | Promise<Uint8Array>;

/** Changes the answers of one route, to some nodes or to all. */
export function changingAnswers(
  route: NodeRoute,
  change: Change,
  to: (node: AttackedNode) => boolean = () => true,
): Tamper {
  return async (passing, forward) => {
    const answer = await forward();
    return passing.route === route && to(passing.from) ? change(answer, passing) : answer;
  };
}

/** Changes what some nodes send on one route. */
export function changingRequests(
  route: NodeRoute,
  from: (node: AttackedNode) => boolean,
  change: Change,
): Tamper {
  return async (passing, forward) => {
    if (passing.route !== route || !from(passing.from)) return forward();
    return forward({ ...passing.request, body: await change(passing.request.body!, passing) });
  };
}

/** Swallows what some nodes send on some routes, and says that it arrived. */
export function swallowing(routes: readonly NodeRoute[], from: (node: AttackedNode) => boolean): Tamper {
  return (passing, forward) =>
    routes.includes(passing.route) && from(passing.from) ? Promise.resolve(new Uint8Array()) : forward();
}

/** Several hands in a row, the first one nearest to the node. */
export function together(...tampers: readonly Tamper[]): Tamper {
  return (passing, forward) => {
    const step = (at: number, here: Passing): Promise<Uint8Array> => {
      const tamper = tampers[at];
      if (!tamper) return forward(here.request, here.route);
      return tamper(here, (request, route) =>
        step(at + 1, { ...here, request: request ?? here.request, route: route ?? here.route }),
      );
    };
    return step(0, passing);
  };
}

/** Whether a request changes something at the coordinator. */
export function writes({ route }: Passing): boolean {
  return nodeRoutes[route].method !== 'GET';
}

/** Shows one node, in the first round that it hears of, another descriptor than the others, and keeps what it sends. */
export class SecondDescriptor {
  real: RoundId | undefined;
  shown: RoundId | undefined;
  /** What the victim encrypted for the round that it was shown. */
  contribution: ReturnType<(typeof contribution)['decode']> | undefined;
  private envelope: Uint8Array | undefined;

  constructor(
    private readonly federation: AttackedFederation,
    readonly victim: AttackedNode,
    private readonly change: (honest: Descriptor) => Partial<Descriptor>,
  ) {}

  readonly tamper: Tamper = async (passing, forward) => {
    const { from, route, request } = passing;
    if (from !== this.victim) return forward();
    if (route === 'work')
      return this.translate(await forward(), (params) => forward({ params }, 'descriptor'));
    if (request.params?.round !== this.shown || !this.real) return forward();
    if (route === 'descriptor') return this.envelope!;
    if (route === 'contribute') this.contribution = contribution.decode(request.body!);
    if (writes(passing)) return new Uint8Array();
    return forward({ ...request, params: { ...request.params, round: this.real } });
  };

  private async translate(
    bytes: Uint8Array,
    descriptorOf: (params: { round: RoundId }) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const open = workMessage.decode(bytes).rounds.find(({ phase }) => phase === 'collecting');
    if (!this.real && open) {
      this.envelope = this.federation.forge(await descriptorOf({ round: open.round }), this.change);
      this.shown = roundOf(this.envelope);
      this.real = open.round;
    }
    return changeRounds(bytes, (rounds) =>
      rounds.map((entry) => (entry.round === this.real ? { ...entry, round: this.shown! } : entry)),
    );
  }
}

/** Shows recipients another sum of the ciphertexts than the house added up. */
export class WrongSum {
  private readonly chunks = new Map<string, Uint8Array>();

  constructor(
    private readonly change: (chunk: Uint8Array, passing: Passing) => Uint8Array | Promise<Uint8Array>,
    private readonly to: (node: AttackedNode) => boolean = () => true,
  ) {}

  readonly tamper: Tamper = async (passing, forward) => {
    const { route, request, from } = passing;
    if (!this.to(from)) return forward();
    const known = route === 'sumChunk' ? this.chunks.get(request.params!.chunk!) : undefined;
    if (known) return known;
    const answer = await forward();
    if (route !== 'ciphertextSum') return answer;
    const sum = ciphertextSum.decode(answer);
    const changed = await Promise.all(
      sum.chunks.map(async (chunk) => {
        const right = await forward({ ...request, params: { ...request.params, chunk } }, 'sumChunk');
        return this.change(right, passing);
      }),
    );
    for (const chunk of changed) this.chunks.set(contentHash(chunk), chunk);
    return ciphertextSum.encode({ ...sum, chunks: changed.map(contentHash) });
  };
}

/** Adds a constant to every residue of packed polynomials: to coefficient 0 of each, once they are opened. */
export function addConstant(name: ParametersName, chunk: Uint8Array, constant: bigint): Uint8Array {
  const parameters = parametersByName(name);
  const residues = newResidues(parameters, chunk.length / parameters.polynomialBytes);
  unpackCoefficients(parameters, chunk, residues);
  const words = new BigUint64Array(residues.buffer);
  const { modulus } = parameters;
  words.forEach((word, at) => (words[at] = (((word + constant) % modulus) + modulus) % modulus));
  return packCoefficients(parameters, residues);
}

function changeWork(bytes: Uint8Array, change: (work: Work) => Partial<Work>): Uint8Array {
  const work = workMessage.decode(bytes);
  return workMessage.encode({ ...work, ...change(work) });
}
export function changeRounds(
  bytes: Uint8Array,
  change: (rounds: Work['rounds']) => Work['rounds'],
): Uint8Array {
  return changeWork(bytes, ({ rounds }) => ({ rounds: change(rounds) }));
}
export function changePhase(bytes: Uint8Array, round: RoundId, phase: RoundPhase): Uint8Array {
  return changeRounds(bytes, (rounds) =>
    rounds.map((entry) => (entry.round === round ? { ...entry, phase } : entry)),
  );
}
/** Signed manifests of a set. */
export function changeSet(
  bytes: Uint8Array,
  change: (manifests: readonly Uint8Array[]) => readonly Uint8Array[],
): Uint8Array {
  const set = contributionSet.decode(bytes);
  return contributionSet.encode({ ...set, manifests: change(set.manifests) });
}
export type Inbox = readonly { readonly manifest: Uint8Array; readonly sealedShare: Uint8Array }[];
export function changeInbox(bytes: Uint8Array, change: (shares: Inbox) => Inbox): Uint8Array {
  return shareInbox.encode({ shares: change(shareInbox.decode(bytes).shares) });
}
type Releases = ReturnType<(typeof releaseInbox)['decode']>['releases'];
/** Signed releases of a round. */
export function changeReleases(bytes: Uint8Array, change: (releases: Releases) => Releases): Uint8Array {
  return releaseInbox.encode({ releases: change(releaseInbox.decode(bytes).releases) });
}

/** Code with which each node refuses a round; a node that does not refuse is waited for in vain. */
export function refusalCodes({ nodes }: AttackedFederation, round: RoundId): Promise<string[]> {
  return Promise.all(
    nodes.map((node) =>
      eventually('every node refuses', () => {
        const told = node.told.find((event) => event.event === 'refused' && event.round === round);
        return told?.event === 'refused' ? told.code : undefined;
      }),
    ),
  );
}

/** Puts rounds of the attacker's making on the work lists beside, or instead of, the real ones. */
export class ForgedRounds {
  private readonly shown = new Map<string, { readonly study: StudyId; readonly envelope: Uint8Array }>();
  /** Real rounds that nobody hears of. */
  readonly hidden = new Set<string>();

  /** @returns id of the round that the descriptor names. */
  show(study: StudyId, envelope: Uint8Array): RoundId {
    const id = roundOf(envelope);
    this.shown.set(id, { study, envelope });
    return id;
  }

  /**
   * Shows a round to all nodes, none of which contributes or reserves budget.
   * @returns the codes with which they refuse.
   */
  async offer(federation: AttackedFederation, study: StudyId, envelope: Uint8Array): Promise<Set<string>> {
    federation.between = this.tamper;
    const round = this.show(study, envelope);
    federation.house.wakeups.wake({ reason: 'round-opened' });
    const codes = new Set(await refusalCodes(federation, round));
    for (const { store } of federation.nodes) {
      expect(store.contributions.find(round)).toBeUndefined();
      expect(store.budget.find(round, 'customers')).toBeUndefined();
    }
    return codes;
  }

  readonly tamper: Tamper = async ({ route, request }, forward) => {
    const forged = this.shown.get(request.params?.round ?? '');
    if (forged && route === 'descriptor') return forged.envelope;
    if (forged && route === 'refuse') return new Uint8Array();
    const answer = await forward();
    if (route !== 'work') return answer;
    return changeRounds(answer, (rounds) => [
      ...rounds.filter(({ round }) => !this.hidden.has(round)),
      ...[...this.shown].map(([round, { study }]) => ({
        round: round as RoundId,
        study,
        phase: 'collecting' as const,
        contributed: 0,
        yourContribution: false,
        yourReports: 0,
        yourCommit: false,
        yourRelease: false,
        yourAdoption: false,
        yourBurn: false,
      })),
    ]);
  };
}
