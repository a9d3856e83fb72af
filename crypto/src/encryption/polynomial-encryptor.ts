import type { Ciphertext, Plaintext } from 'node-seal/throws';
import { MessageMasker } from './masked-message.js';
import type { MessagePacker } from '../packing/message-polynomials.js';
import type { Parameters } from '../parameters/parameters.js';
import { negate, type Residues } from '../parameters/residues.js';
import type { Entropy } from '../random/entropy.js';
import type { RoundId } from '../wire/ids.js';
import type { OneTimeKey } from './one-time-key.js';
import { writePublicPolynomial } from './public-polynomials.js';
import {
  MOST_CIPHERTEXT_POLYNOMIALS,
  newCiphertextObject,
  newNttObject,
  readCiphertext,
  type SealObject,
} from './seal-codec.js';
import { callSeal, type SealRing } from './seal-runtime.js';

/** The polynomials of one SEAL call: u_j, and x_j + T e_j. */
interface Group {
  readonly size: number;
  readonly publics: SealObject;
  readonly masked: SealObject;
}

/** Protocol step 3: encrypts successive message polynomials under one key; every ring operation is SEAL's. */
export class PolynomialEncryptor {
  readonly #parameters: Parameters;
  readonly #masker: MessageMasker;
  readonly #message: Float64Array;
  readonly #negatedKey: Plaintext;
  readonly #product: Ciphertext;
  readonly #summand: Ciphertext;
  #group: Group | undefined;
  #next = 0;

  constructor(
    private readonly ring: SealRing,
    private readonly round: RoundId,
    private readonly packer: MessagePacker,
    key: OneTimeKey,
    entropy: Entropy,
  ) {
    this.#parameters = ring.parameters;
    this.#masker = new MessageMasker(ring.parameters, entropy);
    this.#message = new Float64Array(ring.parameters.degree);
    this.#negatedKey = loadNegated(ring, key);
    this.#product = ring.newCiphertext();
    this.#summand = ring.newCiphertext();
  }

  /** Fills `target` with whole ciphertext polynomials c_j, NTT domain, following the last ones written. */
  write(target: Residues): void {
    const groupLength = 2 * this.#parameters.degree * MOST_CIPHERTEXT_POLYNOMIALS;
    for (let at = 0; at < target.length; at += groupLength)
      this.#writeGroup(target.subarray(at, Math.min(at + groupLength, target.length)));
  }

  /** Deletes SEAL's objects and overwrites the messages. */
  dispose(): void {
    for (const object of [this.#negatedKey, this.#product, this.#summand]) object.delete();
    this.#message.fill(0);
    this.#group?.masked.residues.fill(0);
  }

  #writeGroup(target: Residues): void {
    const length = 2 * this.#parameters.degree;
    const size = target.length / length;
    const group = (this.#group = this.#groupOf(size));
    for (let at = 0; at < target.length; at += length, this.#next += 1) {
      writePublicPolynomial(
        this.#parameters,
        this.round,
        this.#next,
        group.publics.residues.subarray(at, at + length),
      );
      this.packer.nextPolynomial(this.#message);
      this.#masker.write(this.#message, group.masked.residues.subarray(at, at + length));
    }
    // SEAL knows no ciphertext of one polynomial, so a lone one is worked out twice.
    if (size === 1)
      for (const { residues } of [group.publics, group.masked]) residues.copyWithin(length, 0, length);
    const { context, evaluator } = this.ring;
    // c := u (-s), then + (T e + x), all polynomials of the group at once.
    const saved = callSeal(() => {
      this.#product.loadFromArray(context, group.publics.bytes);
      evaluator.multiplyPlainInplace(this.#product, this.#negatedKey);
      // Loading transforms a BGV ciphertext that says it is not in NTT form.
      this.#summand.loadFromArray(context, group.masked.bytes);
      evaluator.addInplace(this.#product, this.#summand);
      return this.ring.save(this.#product);
    });
    const product = size === 1 ? new Uint32Array(2 * length) : target;
    readCiphertext(this.#parameters, saved, product);
    if (size === 1) target.set(product.subarray(0, length));
  }

  #groupOf(size: number): Group {
    if (this.#group?.size === size) return this.#group;
    this.#group?.masked.residues.fill(0);
    const polynomials = Math.max(2, size);
    return {
      size,
      publics: newCiphertextObject(this.#parameters, polynomials, true),
      masked: newCiphertextObject(this.#parameters, polynomials, false),
    };
  }
}

function loadNegated(ring: SealRing, key: OneTimeKey): Plaintext {
  const object = newNttObject(ring.parameters);
  object.residues.set(key.reveal());
  negate(ring.parameters, object.residues);
  const plaintext = ring.newPlaintext();
  try {
    callSeal(() => plaintext.loadFromArray(ring.context, object.bytes));
    return plaintext;
  } catch (error) {
    plaintext.delete();
    throw error;
  } finally {
    object.residues.fill(0);
  }
}
