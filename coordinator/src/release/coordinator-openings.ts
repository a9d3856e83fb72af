// Protocol step 7 at the coordinator, where the agreement says release: coordinator. It opens the noised sum
// like any recipient; it derives no state and has no say in what the nodes adopt.
import {
  ciphertextSum,
  envelope,
  groupsOfSet,
  isPassing,
  leftOutOf,
  namedShares,
  openFromMany,
  parametersByName,
  release,
  releaseBinding,
  SecureSumError,
  type Descriptor,
  type KeyShare,
  type NamedShare,
  type NodeId,
  type RingEngine,
  type RoundId,
  type RoundKeyPair,
} from '@chorale/crypto';
import {
  combine,
  decode,
  flatteningOfBlocks,
  signsOfRound,
  type GroupSum,
  type Study,
} from '@chorale/models/planning';
import type { Federation } from '../federation/federation.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Logger } from '../platform/logger.js';
import type { OpenedSum } from '../reports/report-schemas.js';
import { findRound, setOf, sumOf, type KeptSet, type RoundRecord } from '../rounds/round-record.js';
import type { ChunkStore } from '../storage/chunk-store.js';
import { In, IsNull, Not } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import { OpenedSums, RecipientSecrets, Rounds } from '../storage/tables/round-tables.js';
import { findStudy, parseStudy } from '../studies/study-record.js';
import type { RecipientKeys } from './recipient-keys.js';
import { releasesFor } from './release-shelf.js';

interface OpenedGroups {
  /** Sums of integers in layout order, with the contributions in each. */
  readonly groups: readonly { readonly nodes: number; readonly values: Float64Array }[];
  readonly badShares: readonly NamedShare[];
}

export class CoordinatorOpenings {
  constructor(
    private readonly database: Database,
    private readonly chunks: ChunkStore,
    private readonly ledger: Ledger,
    private readonly federation: Pick<Federation, 'key'>,
    private readonly ring: Pick<RingEngine, 'openRelease'>,
    private readonly keys: RecipientKeys,
    private readonly logger: Logger,
  ) {}

  /** Opens every released sum it may open, and erases the keys of rounds that were never released. */
  async openWaiting(): Promise<void> {
    const waiting = await this.database.read((manager) =>
      manager.find(RecipientSecrets, {
        select: { keyIndex: true, round: true },
        where: { sealedSecret: Not(IsNull()) },
      }),
    );
    for (const { round } of waiting) if (round) await this.settle(round);
  }

  /** Sums of a study that were opened here, in the order of rounds. */
  ofStudy(idOrName: string): Promise<OpenedSum[]> {
    return this.database.read(async (manager) => {
      const { id } = await findStudy(manager, idOrName);
      const rows = await manager.findBy(OpenedSums, { study: id });
      const rounds = await manager.find(Rounds, {
        select: { id: true, round: true },
        where: { id: In(rows.map(({ round }) => round)) },
        order: { round: 'ASC' },
      });
      return rounds.map(({ id: round, round: index }) => {
        const { blocks } = rows.find((row) => row.round === round)!;
        return { round, index, blocks: JSON.parse(blocks) as OpenedSum['blocks'] };
      });
    });
  }

  private async settle(round: RoundId): Promise<void> {
    const { row } = await this.database.read((manager) => findRound(manager, round));
    // Without its chunks the sum can never be opened any more.
    if (row.chunksErased) await this.database.write((transaction) => this.keys.erase(transaction, round));
    else if (row.phase === 'adopting' || row.phase === 'closed') await this.open(round);
    else if (row.phase === 'burned' || row.phase === 'spent')
      await this.database.write((transaction) => this.keys.erase(transaction, round));
  }

  private async open(round: RoundId): Promise<void> {
    try {
      const { record, set, sum, shares } = await this.database.read(async (manager) => {
        const found = await findRound(manager, round);
        const key = await this.keys.open(manager, round);
        return {
          record: found,
          set: (await setOf(manager, found.row))!,
          sum: (await sumOf(manager, round))!,
          shares: key ? await openShares(manager, found, key, this.federation.key.nodeId) : [],
        };
      });
      await this.keep(record, await this.openGroups(record, set, sum, shares));
    } catch (error) {
      if (!(error instanceof SecureSumError) || isPassing(error)) {
        this.logger.error({ round, err: error }, 'the released sum could not be opened; trying again');
        return;
      }
      // The members' own openings decide about the round; here it is only shown.
      this.logger.error({ round, err: error }, 'the released sum did not open here');
      await this.database.write((transaction) => this.keys.erase(transaction, round));
    }
  }

  /** @param shares of the groups' summed keys, side by side. */
  private async openGroups(
    { row, descriptor }: RoundRecord,
    { nodes }: KeptSet,
    sum: Uint8Array,
    shares: readonly KeyShare[],
  ): Promise<OpenedGroups> {
    const groups = groupsOfSet(descriptor, nodes);
    const hashes = ciphertextSum.decode(sum).chunks;
    const chunksAGroup = hashes.length / groups.length;
    const { polynomialBytes } = parametersByName(descriptor.parameters);
    const isWhole = ({ share }: KeyShare): boolean => share.length === groups.length * polynomialBytes;
    const whole = shares.filter(isWhole);
    const opened: { nodes: number; values: Float64Array }[] = [];
    const malformed = new Set(shares.filter((share) => !isWhole(share)).map(({ x }) => x));
    const off: (readonly number[])[] = [];
    for (const [index, { length: nodes }] of groups.entries()) {
      const from = index * polynomialBytes;
      const { values, badShares, malformedShares } = await this.ring.openRelease({
        parameters: descriptor.parameters,
        round: row.id,
        layout: { blocks: descriptor.blocks },
        chunkAt: (position) => this.chunks.read(row.id, 'sum', hashes[index * chunksAGroup + position]!),
        shares: whole.map(({ x, share }) => ({ x, share: share.slice(from, from + polynomialBytes) })),
        threshold: descriptor.threshold,
        contributions: nodes,
      });
      opened.push({ nodes, values });
      off.push(badShares);
      for (const point of malformedShares) malformed.add(point);
    }
    for (const { share } of shares) share.fill(0);
    const badShares = descriptor.committee.map((member, at) => ({
      member,
      malformed: malformed.has(at + 1),
      groups: off.flatMap((points, group) => (points.includes(at + 1) ? [group] : [])),
    }));
    // Its own word, so one is enough.
    const said = { leftOut: leftOutOf(descriptor, nodes), badShares };
    return { groups: opened, badShares: namedShares({ ...descriptor, quorum: 1 }, [said]) };
  }

  private async keep({ row, descriptor }: RoundRecord, { groups, badShares }: OpenedGroups): Promise<void> {
    await this.database.write(async (transaction) => {
      const study = parseStudy(await findStudy(transaction.manager, row.study));
      const sums = groups.map(({ nodes, values }) => ({
        nodes,
        sum: inRealUnits(study, descriptor, values),
      }));
      const combined = combine(sums, study.aggregation ?? { rule: 'sum' });
      const blocks = [...combined].map(([name, values]) => ({ name, values: Array.from(values) }));
      await transaction.manager.insert(OpenedSums, {
        round: row.id,
        study: row.study,
        blocks: JSON.stringify(blocks),
      });
      await this.keys.erase(transaction, row.id);
      await this.ledger.append(transaction, {
        kind: 'sum-opened-by-coordinator',
        actor: 'coordinator',
        subject: row.id,
        payload: { round: row.id, badShares },
      });
    });
  }
}

function inRealUnits(
  { name, flatten }: Study,
  { blocks, round }: Descriptor,
  values: Float64Array,
): GroupSum['sum'] {
  const flattening = flatten ? flatteningOfBlocks(signsOfRound(name, round), blocks) : null;
  return decode(values, { blocks, flattening });
}

/** Sums of shares by Shamir point; a release that does not open counts as silence. */
async function openShares(
  manager: Rows,
  { row, descriptor }: RoundRecord,
  key: RoundKeyPair,
  self: NodeId,
): Promise<KeyShare[]> {
  const shares: KeyShare[] = [];
  for (const { release: bytes, sealedKey } of await releasesFor(manager, row.id, self)) {
    const { member: node, sealedSum } = release.decode(envelope.decode(bytes).body);
    const binding = releaseBinding.encode({ round: row.id, member: node, setRoot: row.setRoot! });
    try {
      const share = openFromMany(key, sealedKey, sealedSum, binding);
      shares.push({ x: descriptor.committee.indexOf(node) + 1, share });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'SecureSumError') throw error;
    }
  }
  return shares;
}
