// The whole protocol in one process: what nodes, coordinator, committee and recipients do, one after the other, with
// real keys. No descriptor and no signatures: those belong to the services that speak to each other.
import { createRoundKeyPair, openSealed, sealTo, type RoundKeyPair } from '../committee/sealed.js';
import { openFromMany, sealToMany, type SealedToMany } from '../committee/sealed-to-many.js';
import { addShares } from '../committee/shamir.js';
import type { RingEngine } from '../engine/ring-engine.js';
import { parametersByName } from '../parameters/parameters.js';
import type { Entropy } from '../random/entropy.js';
import type { KeyShare } from '../release/interpolate-key.js';
import type { RoundId } from '../wire/ids.js';
import { checkSumRequest } from './check-sum-request.js';
import type { SecureSum, SumRequest, SumResult } from './secure-sum.js';

/** The secure sum by the protocol. */
export function protocolSum(engine: RingEngine, entropy: Entropy): SecureSum {
  return { name: 'secure sum', sum: (request) => new ProtocolRound(engine, entropy, request).run() };
}

interface ReceivedContribution {
  readonly node: string;
  readonly chunks: readonly Uint8Array[];
  /** In committee order. */
  readonly sealedShares: readonly Uint8Array[];
}

class ProtocolRound {
  readonly #round: RoundId;
  readonly #memberKeys: readonly RoundKeyPair[];
  readonly #recipient: RoundKeyPair;

  constructor(
    private readonly engine: RingEngine,
    private readonly entropy: Entropy,
    private readonly request: SumRequest,
  ) {
    const round = new Uint8Array(32);
    entropy.fill(round);
    this.#round = Buffer.from(round).toString('hex') as RoundId;
    this.#memberKeys = request.committee.map(() => createRoundKeyPair(entropy));
    this.#recipient = createRoundKeyPair(entropy);
  }

  async run(): Promise<SumResult> {
    checkSumRequest(this.request);
    const received: ReceivedContribution[] = [];
    for (const [node, values] of this.request.contributions)
      received.push(await this.#contribute(node, values));
    const chunks = await this.#add(received);
    const releases = this.request.committee.flatMap((member, index) =>
      this.request.away?.has(member)
        ? []
        : [{ x: index + 1, sealed: this.#release(member, index, received) }],
    );
    return this.#open(chunks, releases);
  }

  /** A node: encrypts and seals a share of the key to each member. */
  async #contribute(node: string, values: Float64Array): Promise<ReceivedContribution> {
    const { parameters, layout, threshold, committee } = this.request;
    const chunks: Uint8Array[] = [];
    const shares = await this.engine.encryptAndShare({
      parameters,
      round: this.#round,
      layout,
      values: values.slice(),
      threshold,
      members: committee.length,
      takeChunk: (chunk) => void chunks.push(chunk),
    });
    const sealedShares = shares.map((share, index) => {
      const sealed = sealTo(
        this.#memberKeys[index]!.publicKey,
        share,
        this.#binding('share', node, committee[index]!),
        this.entropy,
      );
      share.fill(0);
      return sealed;
    });
    return { node, chunks, sealedShares };
  }

  /** The coordinator: adds ciphertexts, position by position. */
  async #add(received: readonly ReceivedContribution[]): Promise<Uint8Array[]> {
    const sums: Uint8Array[] = [];
    for (const position of received[0]!.chunks.keys())
      sums.push(
        await this.engine.addChunks(
          this.request.parameters,
          received.map(({ chunks }) => chunks[position]!),
        ),
      );
    return sums;
  }

  /** A committee member: opens its shares, adds them and seals the sum to the recipients. */
  #release(member: string, index: number, received: readonly ReceivedContribution[]): SealedToMany {
    const keys = this.#memberKeys[index]!;
    const shares = received.map(({ node, sealedShares }) =>
      openSealed(keys, sealedShares[index]!, this.#binding('share', node, member)),
    );
    const sum = addShares(parametersByName(this.request.parameters), shares);
    const sealed = sealToMany(
      [this.#recipient.publicKey],
      sum,
      this.#binding('release', member),
      this.entropy,
    );
    for (const secret of [...shares, sum]) secret.fill(0);
    return sealed;
  }

  /** A recipient: opens the releases, puts the key together and opens the sum. */
  async #open(
    chunks: readonly Uint8Array[],
    releases: readonly { x: number; sealed: SealedToMany }[],
  ): Promise<SumResult> {
    const { parameters, layout, threshold, committee, contributions } = this.request;
    const shares: KeyShare[] = releases.map(({ x, sealed }) => ({
      x,
      share: openFromMany(
        this.#recipient,
        sealed.sealedKeys[0]!,
        sealed.body,
        this.#binding('release', committee[x - 1]!),
      ),
    }));
    const opened = await this.engine.openRelease({
      parameters,
      round: this.#round,
      layout,
      chunkAt: (position) => chunks[position]!,
      shares,
      threshold,
      contributions: contributions.size,
    });
    return { values: opened.values, size: opened.contributions };
  }

  #binding(...parts: readonly string[]): Uint8Array {
    return Buffer.from(JSON.stringify([this.#round, ...parts]));
  }
}
