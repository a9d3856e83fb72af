// What recipients signed of each round, as a verified ledger holds it: what the coordinator's own words about a round are held
// against.
import {
  adoptionQuorum,
  DecodeError,
  descriptor as descriptorMessage,
  FalseEntryError,
  nodeIdOf,
  openAdoption,
  openSigned,
  readAdoption,
  readRoster,
  ROSTER_ENTRY,
  roundId,
  saysNoSet,
  SignatureError,
  type Adoption,
  type Descriptor,
  type LedgerEntry,
  type LedgerPreamble,
  type NodeId,
  type SigningPublicKey,
} from '@chorale/crypto';
import { agreementSchema } from '@chorale/models';
import { z } from 'zod';
import { bytesOf, parsedJson, readPayload, requireThat } from './payload.js';

const rosterPayload = z.object({ roster: z.base64() });
const agreementPayload = z.object({ agreement: z.string(), text: z.string() });
const openedPayload = z.object({ study: z.string(), descriptor: z.base64() });
const adoptedPayload = z.object({ round: z.string(), adoption: z.base64() });

export interface WitnessedRound {
  readonly descriptor: Descriptor;
  /**
   * Equal words that count: as many as the descriptor says, and no fewer than its cohort and agreement ask for, so that one of
   * them is an honest node's, which has held the descriptor against the agreement.
   */
  readonly quorum: number;
  /**
   * By nodes of the cohort, one each, but for those who saw a wrong addition: they stand for nothing. Without groups only of those
   * who found a share off: nothing else is looked at.
   */
  readonly words: ReadonlyMap<NodeId, Adoption>;
}

interface ReadRound extends WitnessedRound {
  readonly words: Map<NodeId, Adoption>;
  /** Who signed a word that does not say what the set was. */
  readonly withoutSet: Set<NodeId>;
}

export class RoundWitnesses {
  private readonly keys = new Map<NodeId, SigningPublicKey>();
  /** h of each agreement. */
  private readonly colluding = new Map<string, number>();
  private readonly rounds = new Map<string, ReadRound>();
  /** A roster was erased, without which signatures say nothing. */
  private isBlind = false;

  /** Undefined for a round that has ended, of which something was erased, or of which a quorum does not say what the set was. */
  round(id: string): WitnessedRound | undefined {
    return this.isBlind ? undefined : this.rounds.get(id);
  }

  /** @throws FalseEntryError for what its signer did not sign, or not for this round. */
  read({ kind, subject, actor }: LedgerEntry, payload: string | null, ledger: LedgerPreamble): void {
    if (payload === null) {
      this.isBlind ||= kind === ROSTER_ENTRY;
      this.rounds.delete(subject);
      return;
    }
    try {
      if (kind === ROSTER_ENTRY) this.readRoster(payload);
      else if (kind === 'agreement-proposed') this.readAgreement(payload);
      else if (kind === 'round-opened') this.readRound(subject, payload, ledger);
      else if (kind === 'state-adopted') this.readAdoption(actor, payload);
    } catch (error) {
      if (!(error instanceof DecodeError) && !(error instanceof SignatureError)) throw error;
      throw new FalseEntryError(`${kind}: ${error.message}`);
    }
  }

  /** To be called when everybody has read of the round's end. */
  forget(round: string): void {
    this.rounds.delete(round);
  }

  private readRoster(payload: string): void {
    const { roster } = readPayload(ROSTER_ENTRY, rosterPayload, payload);
    for (const { id, signingKey } of readRoster(bytesOf(roster)).nodes) this.keys.set(id, signingKey);
  }

  /** Terms of another version say nothing here; then the cohort alone says how many make a quorum. */
  private readAgreement(payload: string): void {
    const { agreement, text } = readPayload('agreement-proposed', agreementPayload, payload);
    const terms = agreementSchema.safeParse(parsedJson(text));
    if (terms.success) this.colluding.set(agreement, terms.data.privacy.colluding);
  }

  private readRound(id: string, payload: string, { federation, coordinatorKey }: LedgerPreamble): void {
    const { study, descriptor: bytes } = readPayload('round-opened', openedPayload, payload);
    const key = bytesOf(coordinatorKey, 'hex');
    const keyOf = (signer: NodeId): SigningPublicKey | undefined =>
      signer === nodeIdOf(key) ? key : undefined;
    const { message } = openSigned(descriptorMessage, bytesOf(bytes), federation, keyOf);
    const isOfRound = roundId(descriptorMessage.encode(message)) === id && message.study === study;
    requireThat(isOfRound, 'the descriptor is that of another round');
    const agreed = adoptionQuorum(message.cohort.length, this.colluding.get(message.agreement) ?? 0);
    const quorum = Math.max(message.quorum, agreed);
    this.rounds.set(id, { descriptor: message, quorum, words: new Map(), withoutSet: new Set() });
  }

  private readAdoption(actor: string, payload: string): void {
    const { round, adoption: base64 } = readPayload('state-adopted', adoptedPayload, payload);
    const open = this.isBlind ? undefined : this.rounds.get(round);
    if (!open) return;
    const bytes = bytesOf(base64);
    const isWithoutSet = saysNoSet(bytes);
    const { badShares, sumWrong } = readAdoption(bytes);
    // Signatures are checked of those whose word is used.
    if (!isWithoutSet && (sumWrong || (badShares.length === 0 && !open.descriptor.grouping))) return;
    const { message, signer } = openAdoption(bytes, round, (id) => this.keys.get(id));
    const isOwn = signer === actor && message.node === signer && message.round === round;
    requireThat(isOwn, 'the adoption is that of another node or round');
    if (!open.descriptor.cohort.includes(signer)) return;
    if (!isWithoutSet) open.words.set(signer, message);
    else if (open.withoutSet.add(signer).size === open.quorum) this.rounds.delete(round);
  }
}
