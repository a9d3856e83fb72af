// A node that says all that a node says to a coordinator, properly signed, over made-up contents: its
// chunks are valid polynomials, its shares and states mean nothing.
import {
  adoption,
  anchorOf,
  agreementConsent,
  burn,
  ciphertextRoot,
  chunkSizes,
  commit,
  contentHash,
  contribution,
  descriptor as descriptorMessage,
  enrolment,
  envelope,
  headCountersignature,
  KEM_PUBLIC_KEY_BYTES,
  lotAnchor,
  lotOf,
  lotUpload,
  manifest,
  nextLayout,
  openFailure,
  parametersByName,
  parseInvitationToken,
  polynomialCount,
  PROTOCOL_VERSION,
  refusal,
  release,
  releaseUpload,
  roster,
  rosterConsent,
  rosterHash,
  roundKey,
  roundKeyBatch,
  SEALED_CONTENT_KEY_BYTES,
  sha256Hex,
  shareInbox,
  shareReport,
  SigningKey,
  vote,
  signMessage,
  type AgreementHash,
  type Descriptor,
  type Hash,
  type NodeId,
  type MessageBody,
  type NodeRole,
  type RoundId,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';

const SMALL_LAYOUT = nextLayout.encode({
  blocks: [{ name: 'gradient', length: 3, sumRange: 100, precision: 0.001 }],
  clipNormL2: 1,
});

export interface Prepared {
  readonly chunks: readonly Uint8Array[];
  readonly hashes: readonly Hash[];
  /** Encoded contribution message. */
  readonly bytes: Uint8Array;
}

export class PaperNode {
  readonly key: SigningKey;
  readonly id: NodeId;
  private keyIndex = 0;

  constructor(
    readonly name: string,
    private readonly federation: string,
    readonly seed = name,
  ) {
    this.key = SigningKey.generate(testEntropy(seed)).key;
    this.id = this.key.nodeId;
  }

  enrolment(
    token: string,
    changes: { protocol?: number; region?: string; role?: NodeRole } = {},
  ): Uint8Array {
    const { member, role, secret } = parseInvitationToken(token);
    return signMessage(enrolment, this.key, this.federation, {
      protocol: changes.protocol ?? PROTOCOL_VERSION,
      member,
      node: this.name,
      region: changes.region ?? 'eu',
      role: changes.role ?? role,
      signingKey: this.key.publicKey,
      secret,
    }).bytes;
  }

  roundKeys(count: number): Uint8Array {
    const keys = Array.from({ length: count }, () => this.roundKey(this.keyIndex++));
    return roundKeyBatch.encode({ keys });
  }
  roundKey(index: number): Uint8Array {
    // Digits and ones make coefficients below ML-KEM's modulus, so the key can be sealed to.
    const publicKey = new Uint8Array(KEM_PUBLIC_KEY_BYTES).fill(1);
    publicKey.set(Buffer.from(String(index).padStart(6, '0')));
    return signMessage(roundKey, this.key, this.federation, { node: this.id, index, publicKey }).bytes;
  }
  /** A key that no batch holds yet. */
  nextRoundKey(): Uint8Array {
    return this.roundKey(this.keyIndex++);
  }

  /** @param drawing that it shows its value for; undefined: its anchor alone. @param chain another one than its own. */
  lots(study: StudyId, drawing?: number, chain = 1): Uint8Array {
    const [owner, secret] = [{ study, node: this.id }, new Uint8Array(32).fill(chain)];
    const anchor = signMessage(lotAnchor, this.key, this.federation, {
      ...owner,
      anchor: anchorOf(secret, owner),
    }).bytes;
    const shown = drawing === undefined ? undefined : { drawing, value: lotOf(secret, owner, drawing) };
    return lotUpload.encode({ anchor, shown });
  }

  rosterConsent(bytes: Uint8Array): Uint8Array {
    const { version } = roster.decode(bytes);
    return signMessage(rosterConsent, this.key, this.federation, { roster: rosterHash(bytes), version })
      .bytes;
  }
  vote(word: Omit<MessageBody<typeof vote>, 'subject'> & { readonly subject: string }): Uint8Array {
    return signMessage(vote, this.key, this.federation, { ...word, subject: word.subject as Hash }).bytes;
  }
  agreementConsent(agreement: AgreementHash, rosterBytes: Uint8Array, at: number): Uint8Array {
    return signMessage(agreementConsent, this.key, this.federation, {
      agreement,
      roster: rosterHash(rosterBytes),
      at,
    }).bytes;
  }

  /** @param seed of whose ciphertext it is: another node's makes it a copy. */
  contribution(round: RoundId, descriptor: Descriptor, variant = 'first', seed = this.seed): Prepared {
    const parameters = parametersByName(descriptor.parameters);
    const chunks = chunkSizes(parameters, { blocks: descriptor.blocks }).map((polynomials, index) => {
      const chunk = new Uint8Array(polynomials * parameters.polynomialBytes);
      // The low bytes of the first coefficient: any value of them is below q.
      const low = Buffer.from(sha256Hex(Buffer.from(`${seed} ${round} ${variant} ${index}`)), 'hex');
      chunk.set(low.subarray(0, 4), 0);
      if (variant === 'overflow') chunk.fill(255);
      return chunk;
    });
    const hashes = chunks.map(contentHash);
    const sealedShares = descriptor.committee.map((member) =>
      Buffer.from(`share for ${member} of ${this.seed}`),
    );
    const signed = signMessage(manifest, this.key, round, {
      round,
      node: this.id,
      polynomials: polynomialCount(parameters, { blocks: descriptor.blocks }),
      chunks: hashes,
      ciphertextRoot: ciphertextRoot(hashes),
      sealedShares: sealedShares.map(contentHash),
    });
    return { chunks, hashes, bytes: contribution.encode({ manifest: signed.bytes, sealedShares }) };
  }

  report(round: RoundId, inbox: Uint8Array, bad: readonly NodeId[] = []): Uint8Array {
    const nodes = shareInbox
      .decode(inbox)
      .shares.map((entry: { manifest: Uint8Array }) => envelope.decode(entry.manifest).signer);
    return signMessage(shareReport, this.key, round, {
      round,
      member: this.id,
      good: nodes.filter((node) => !bad.includes(node)),
      bad: nodes.filter((node) => bad.includes(node)),
    }).bytes;
  }

  refusal(round: RoundId, code = 'terms-differ'): Uint8Array {
    return signMessage(refusal, this.key, round, {
      round,
      node: this.id,
      code,
      reason: `${this.name} refuses`,
    }).bytes;
  }
  commit(round: RoundId, setRoot: Hash): Uint8Array {
    return signMessage(commit, this.key, round, { round, member: this.id, setRoot }).bytes;
  }
  release(round: RoundId, setRoot: Hash, recipients: number): Uint8Array {
    const sealedSum = Buffer.from(`sum of ${this.name}`);
    const signed = signMessage(release, this.key, round, { round, member: this.id, setRoot, sealedSum });
    const sealedKey = new Uint8Array(SEALED_CONTENT_KEY_BYTES);
    return releaseUpload.encode({
      release: signed.bytes,
      sealedKeys: Array.from({ length: recipients }, () => sealedKey),
    });
  }
  adoption(
    round: RoundId,
    setRoot: Hash,
    changes: {
      state?: string;
      done?: boolean;
      sumWrong?: boolean;
      layout?: Uint8Array;
      leftOut?: readonly number[];
      groupScores?: number[];
    } = {},
  ): Uint8Array {
    return signMessage(adoption, this.key, round, {
      round,
      node: this.id,
      setRoot,
      state: (changes.state ?? sha256Hex(Buffer.from(`after ${round}`))) as StateHash,
      layout: changes.layout ?? SMALL_LAYOUT,
      done: changes.done ?? false,
      badShares: [],
      sumChecked: 1,
      sumWrong: changes.sumWrong ?? false,
      leftOut: changes.leftOut ?? [],
      groupScores: changes.groupScores ?? [],
    }).bytes;
  }
  openFailure(round: RoundId): Uint8Array {
    return signMessage(openFailure, this.key, round, { round, node: this.id, reason: 'the canary differs' })
      .bytes;
  }
  burn(round: RoundId): Uint8Array {
    return signMessage(burn, this.key, round, { round, member: this.id }).bytes;
  }
  countersignature(size: number, root: Hash): Uint8Array {
    return signMessage(headCountersignature, this.key, this.federation, { size, root }).bytes;
  }
}

/** The descriptor inside a signed envelope. */
export function openDescriptor(bytes: Uint8Array): Descriptor {
  return descriptorMessage.decode(envelope.decode(bytes).body);
}
