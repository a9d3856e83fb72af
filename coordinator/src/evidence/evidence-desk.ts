// Evidence packs: what the ledger proves of a study, a period or a member, for officers and those they answer to.
import { readRoster } from '@chorale/crypto';
import {
  buildPack,
  EVIDENCE_KINDS,
  EvidenceLedger,
  type EvidencePack,
  type EvidenceScope,
} from '@chorale/models/evidence';
import type { ModelCard } from '@chorale/models/planning';
import type { Federation } from '../federation/federation.js';
import type { Ledger, SignedHead } from '../ledger/ledger.js';
import type { OnlyMember } from '../people/member-view.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import { All, In, LessThan, MoreThan } from '../storage/conditions.js';
import type { ModelCards } from '../reports/model-cards.js';
import type { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Nodes } from '../storage/tables/federation-tables.js';
import { LedgerEntries, LedgerIndex, LedgerPayloads } from '../storage/tables/ledger-tables.js';
import { findStudy } from '../studies/study-record.js';
import { declaredHere } from './declared.js';

const ENTRIES_A_PAGE = 500;

export class EvidenceDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly federation: Federation,
    private readonly clock: Clock,
    private readonly modelCards: Pick<ModelCards, 'card'>,
  ) {}

  /**
   * Over all entries up to the newest signed head.
   * @param wanted may name a study by its name.
   * @param onlyMember member that the asker is bound to; null sees the whole federation.
   * @throws CoordinatorError `not-found`; `role-forbidden` for what tells of other members.
   */
  async pack(wanted: EvidenceScope, onlyMember: OnlyMember): Promise<EvidencePack> {
    const { scope, head } = await this.database.read(async (manager) => ({
      scope: await scopeOf(manager, wanted, onlyMember),
      head: await this.ledger.head(manager),
    }));
    const ledger = new EvidenceLedger(scope, head.size, (base64) =>
      readRoster(new Uint8Array(Buffer.from(base64, 'base64'))),
    );
    await this.readInto(ledger, head);
    const { id, name, key } = this.federation;
    const pack = buildPack(ledger, {
      madeAt: this.clock.now(),
      federation: { id, name, coordinatorKey: Buffer.from(key.publicKey).toString('hex') },
      ledger: { size: head.size, root: head.root },
      declared: { ...declaredHere(), cards: [] },
    });
    const cards = await this.cardsOf(pack, onlyMember);
    return { ...pack, declared: { ...pack.declared, cards } };
  }

  /** Of studies that had finished by the end of what the pack is about. */
  private async cardsOf({ evidence }: EvidencePack, onlyMember: OnlyMember): Promise<ModelCard[]> {
    const cards: ModelCard[] = [];
    for (const { study, status } of evidence.studies)
      if (status === 'finished' && evidence.models.some((model) => model.study === study))
        cards.push(await this.modelCards.card(study, onlyMember));
    return cards;
  }

  /** Entries never change, so pages that are read one after the other belong together. */
  private async readInto(ledger: EvidenceLedger, { size }: SignedHead): Promise<void> {
    let after: number | undefined = -1;
    while (after !== undefined) {
      const from: number = after;
      after = await this.database.read((manager) => readPage(manager, ledger, from, size));
    }
  }
}

/** @returns position of the last entry that was read; undefined where none is left. */
async function readPage(
  manager: Rows,
  ledger: EvidenceLedger,
  after: number,
  size: number,
): Promise<number | undefined> {
  const rows = await manager.find(LedgerIndex, {
    where: { kind: In(EVIDENCE_KINDS), position: All(MoreThan(after), LessThan(size))! },
    order: { position: 'ASC' },
    take: ENTRIES_A_PAGE,
  });
  const position = In(rows.map((row) => row.position));
  const leaves = await manager.find(LedgerEntries, {
    select: { position: true, leafHash: true },
    where: { position },
  });
  const hashes = new Map(leaves.map((leaf) => [leaf.position, Buffer.from(leaf.leafHash).toString('hex')]));
  const payloads = await manager.findBy(LedgerPayloads, { position });
  const texts = new Map(payloads.map((row) => [row.position, row.payload]));
  for (const row of rows)
    ledger.read({ ...row, hash: hashes.get(row.position)!, payload: texts.get(row.position) ?? null });
  return rows.length < ENTRIES_A_PAGE ? undefined : rows.at(-1)!.position;
}

async function scopeOf(manager: Rows, wanted: EvidenceScope, onlyMember: OnlyMember): Promise<EvidenceScope> {
  if (onlyMember !== null && wanted.kind !== 'member')
    throw new CoordinatorError(
      'role-forbidden',
      `your account is bound to "${onlyMember}", and this pack tells of other members; ask for that of your member`,
    );
  if (wanted.kind === 'study') return { kind: 'study', study: (await findStudy(manager, wanted.study)).id };
  if (wanted.kind === 'period') return wanted;
  const isKnown = await manager.existsBy(Nodes, { member: wanted.member });
  if (!isKnown || (onlyMember !== null && wanted.member !== onlyMember))
    throw new CoordinatorError('not-found', `there is no member "${wanted.member}"; see "members"`);
  return wanted;
}
