// SEAL in WebAssembly: one module, one context a parameter set. Objects of the module have no finalisers, so who
// creates one deletes it; `use` does both.
import initialize, {
  type ClassHandle,
  type Ciphertext,
  type Decryptor,
  type Evaluator,
  type MainModule,
  type Plaintext,
  type SEALContext,
} from 'node-seal/throws';
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';

/** SEAL's context and evaluator for one parameter set; lives as long as its {@link SealRuntime}. */
export interface SealRing {
  readonly parameters: Parameters;
  readonly context: SEALContext;
  readonly evaluator: Evaluator;
  newCiphertext(): Ciphertext;
  newPlaintext(): Plaintext;
  /** Loads a secret key in NTT form; the key object itself is deleted before this returns. */
  newDecryptor(secretKey: Uint8Array): Decryptor;
  /** Uncompressed bytes of a ciphertext or plaintext. */
  save(object: Ciphertext | Plaintext): Uint8Array;
}

/** Owns a SEAL module and what was built in it: nothing of it may be used after `dispose`. */
export class SealRuntime {
  readonly #rings = new Map<Parameters, SealRing>();
  #module: MainModule | undefined;

  private constructor(module: MainModule) {
    this.#module = module;
  }

  /** A module of its own, about 40 ms; `dispose` lets its memory go. */
  static async open(): Promise<SealRuntime> {
    return new SealRuntime(await initialize());
  }

  /**
   * The ring of a parameter set, built at first use.
   * @throws SecureSumError `parameters-invalid` when SEAL refuses the set, or names it otherwise than the golden value.
   */
  ring(parameters: Parameters): SealRing {
    let ring = this.#rings.get(parameters);
    if (ring === undefined) {
      if (this.#module === undefined)
        throw new SecureSumError('engine-closed', 'this SEAL runtime is disposed; open another one');
      ring = createRing(this.#module, parameters);
      this.#rings.set(parameters, ring);
    }
    return ring;
  }

  /** Deletes every context; the runtime cannot be used again. */
  dispose(): void {
    for (const ring of this.#rings.values()) {
      ring.evaluator.delete();
      ring.context.delete();
    }
    this.#rings.clear();
    this.#module = undefined;
  }
}

/** Runs `work` on objects of SEAL's and deletes them, whatever happens. */
export function use<Objects extends readonly ClassHandle[], T>(
  objects: Objects,
  work: (...objects: Objects) => T,
): T {
  try {
    return callSeal(() => work(...objects));
  } finally {
    for (const object of objects) object.delete();
  }
}

/** Runs `work`, which calls SEAL; what SEAL throws becomes a SecureSumError `seal-failure`. */
export function callSeal<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asSecureSumError(error);
  }
}

/** C++ exceptions arrive as WebAssembly.Exception, which is no Error and whose message is a pair. */
function asSecureSumError(error: unknown): unknown {
  if (error instanceof Error) return error;
  const message = (error as { message?: unknown } | undefined)?.message;
  const text = Array.isArray(message) ? message.join(': ') : 'unknown exception';
  return new SecureSumError(
    'seal-failure',
    `SEAL failed (${text}); open the ring again and retry with fresh input`,
  );
}

function createRing(module: MainModule, parameters: Parameters): SealRing {
  const context = createContext(module, parameters);
  const evaluator = new module.Evaluator(context);
  return {
    parameters,
    context,
    evaluator,
    newCiphertext: () => new module.Ciphertext(),
    newPlaintext: () => new module.Plaintext(),
    newDecryptor: (bytes) =>
      use([new module.SecretKey()], (secretKey) => {
        secretKey.loadFromArray(context, bytes);
        return new module.Decryptor(context, secretKey);
      }),
    save: (object) => object.saveToArray(module.ComprModeType.none) as Uint8Array,
  };
}

function createContext(module: MainModule, parameters: Parameters): SEALContext {
  const level = {
    128: module.SecLevelType.tc128,
    192: module.SecLevelType.tc192,
    256: module.SecLevelType.tc256,
  };
  const context = use(
    [
      new module.EncryptionParameters(module.SchemeType.bgv),
      new module.VectorModulus(),
      new module.Modulus(parameters.modulus),
      new module.Modulus(1n << BigInt(parameters.plainBits)),
    ] as const,
    (literal, moduli, modulus, plainModulus) => {
      literal.setPolyModulusDegree(parameters.degree);
      moduli.push_back(modulus);
      literal.setCoeffModulus(moduli);
      literal.setPlainModulus(plainModulus);
      return new module.SEALContext(literal, true, level[parameters.securityBits]);
    },
  );
  const parmsId = use([context.firstParmsId()], (id) => [...(id.values() as BigUint64Array)]);
  if (context.parametersSet() && parameters.parmsId.every((word, index) => word === parmsId[index]))
    return context;
  context.delete();
  throw new SecureSumError(
    'parameters-invalid',
    `SEAL refuses parameters ${parameters.name} or hashes them otherwise; install the locked version of node-seal`,
    { name: parameters.name },
  );
}
