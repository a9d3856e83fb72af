// BASELINE, for tests and benchmarks only: the design of NVFlare's homomorphic encryption with its default parameters
// (nvflare/lighter/impl/he.py: CKKS, N = 8192, moduli of 60, 40 and 40 bits, scale 2^40, symmetric encryption), in the
// same SEAL as ours. ONE secret key lies with every client, so whoever holds a client's key and sees another client's
// upload, as the server does, opens it.
import initialize, {
  type Ciphertext,
  type CKKSEncoder,
  type ClassHandle,
  type Decryptor,
  type Encryptor,
  type Evaluator,
  type MainModule,
  type Plaintext,
  type SEALContext,
} from 'node-seal/throws';

const DEGREE = 8192;
const MODULUS_BITS = Int32Array.of(60, 40, 40);
const SCALE = 2 ** 40;
/** Values a ciphertext. */
const SLOTS = DEGREE / 2;

/** The key that provisioning hands to every client, uncompressed bytes of SEAL. */
type SharedSecretKey = Uint8Array;

/** What everybody has, the server too: the context. It adds; it cannot open. */
export class CkksServer {
  readonly module: MainModule;
  readonly context: SEALContext;
  readonly #evaluator: Evaluator;

  protected constructor(module: MainModule) {
    this.module = module;
    this.context = createContext(module);
    this.#evaluator = new module.Evaluator(this.context);
  }

  static async open(): Promise<CkksServer> {
    return new CkksServer(await initialize());
  }

  /** Adds uploads, ciphertext by ciphertext. */
  add(...uploads: readonly (readonly Uint8Array[])[]): Uint8Array[] {
    const [first, ...others] = uploads;
    return using([this.newCiphertext(), this.newCiphertext()], ([sum, summand]) =>
      first!.map((bytes, index) => {
        sum.loadFromArray(this.context, bytes);
        for (const other of others) {
          summand.loadFromArray(this.context, other[index]!);
          this.#evaluator.addInplace(sum, summand);
        }
        return this.save(sum);
      }),
    );
  }

  dispose(): void {
    this.#evaluator.delete();
    this.context.delete();
  }

  protected newCiphertext(): Ciphertext {
    return new this.module.Ciphertext();
  }

  protected save(object: { saveToArray: Ciphertext['saveToArray'] }): Uint8Array {
    return object.saveToArray(this.module.ComprModeType.none) as Uint8Array;
  }
}

/** A client: the context and the key that all clients share. */
export class CkksClient extends CkksServer {
  readonly #encoder: CKKSEncoder;
  readonly #encryptor: Encryptor;
  readonly #decryptor: Decryptor;
  readonly #plaintext: Plaintext;
  readonly #ciphertext: Ciphertext;
  readonly sharedKey: SharedSecretKey;

  private constructor(module: MainModule, sharedKey: SharedSecretKey | undefined) {
    super(module);
    const generator = new module.KeyGenerator(this.context);
    const publicKey = generator.createPublicKey();
    const secretKey = generator.secretKey();
    if (sharedKey) secretKey.loadFromArray(this.context, sharedKey);
    this.#encoder = new module.CKKSEncoder(this.context);
    // node-seal builds no encryptor without a public key; only the secret one is used below.
    this.#encryptor = new module.Encryptor(this.context, publicKey, secretKey);
    this.#decryptor = new module.Decryptor(this.context, secretKey);
    this.sharedKey = this.save(secretKey);
    for (const object of [generator, publicKey, secretKey]) object.delete();
    this.#plaintext = new module.Plaintext();
    this.#ciphertext = this.newCiphertext();
  }

  /** Provisioning: a client with a fresh key, to be handed to all others. */
  static async provision(): Promise<CkksClient> {
    return new CkksClient(await initialize(), undefined);
  }

  /** Another client, under the same key. */
  static async join(sharedKey: SharedSecretKey): Promise<CkksClient> {
    return new CkksClient(await initialize(), sharedKey);
  }

  /** An upload: uncompressed ciphertexts of up to 4096 values each, 64 bytes a value. */
  encrypt(values: Float64Array): Uint8Array[] {
    const upload: Uint8Array[] = [];
    for (let at = 0; at < values.length; at += SLOTS) {
      this.#encoder.encode(values.subarray(at, at + SLOTS), SCALE, this.#plaintext);
      this.#encryptor.encryptSymmetric(this.#plaintext, this.#ciphertext);
      upload.push(this.save(this.#ciphertext));
    }
    return upload;
  }

  /**
   * Opens an upload or a sum of uploads; anybody's.
   * @returns `length` values, approximate as CKKS is: within 10^-6 of values below 10^6, so whole numbers come out exact when rounded.
   */
  decrypt(upload: readonly Uint8Array[], length: number): Float64Array {
    const values = new Float64Array(length);
    upload.forEach((bytes, index) => {
      this.#ciphertext.loadFromArray(this.context, bytes);
      this.#decryptor.decrypt(this.#ciphertext, this.#plaintext);
      const slots = this.#encoder.decodeFloat64(this.#plaintext) as Float64Array;
      const at = index * SLOTS;
      values.set(slots.subarray(0, length - at), at);
    });
    return values;
  }

  override dispose(): void {
    for (const object of [this.#encoder, this.#encryptor, this.#decryptor, this.#plaintext, this.#ciphertext])
      object.delete();
    super.dispose();
  }
}

function createContext(module: MainModule): SEALContext {
  return using(
    [
      new module.EncryptionParameters(module.SchemeType.ckks),
      module.CoeffModulus.Create(DEGREE, MODULUS_BITS),
    ],
    ([parameters, moduli]) => {
      parameters.setPolyModulusDegree(DEGREE);
      parameters.setCoeffModulus(moduli);
      return new module.SEALContext(parameters, true, module.SecLevelType.tc128);
    },
  );
}

/** Runs `work` on objects of SEAL's, which have no finalisers, and deletes them. */
function using<const Objects extends readonly ClassHandle[], T>(
  objects: Objects,
  work: (objects: Objects) => T,
): T {
  try {
    return work(objects);
  } finally {
    for (const object of objects) object.delete();
  }
}
