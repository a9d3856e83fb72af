// Clipped gradients of dense networks without a gradient per person (Goodfellow 2015, arXiv:1510.01799): a row's gradient
// of a kernel is the outer product of its inputs and its back-propagated error, so that its norm is the product of theirs;
// the inner product of two rows' gradients, which persons with several rows need, is that of inputs times that of errors.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from './backend.js';
import type { DenseActivation, DenseLayer } from './dense-layers.js';

/** Keeps a gradient of length zero from dividing by it, in float32. */
const ABOVE_ZERO = 1e-30;

/** Rows of some persons, one person after the other. */
export interface RowBatch {
  /** Rows x columns, row-major. */
  readonly inputs: Float32Array;
  /** 0 or 1 a row, or a number on the scale of a linear output. */
  readonly labels: Float32Array;
  /** Rows of each person. */
  readonly rowsOf: readonly number[];
}

/** A network's tensors while a node computes one contribution. */
export class DenseNetwork {
  private readonly kernels: readonly Tensor2D[];
  private readonly biases: readonly (Tensor2D | undefined)[];

  /** @param weights all tensors one after the other. */
  constructor(
    private readonly tf: TensorFlow,
    private readonly layers: readonly DenseLayer[],
    weights: Float32Array,
  ) {
    this.kernels = layers.map(({ inputs, units, kernelAt }) =>
      tf.tensor2d(weights.slice(kernelAt, kernelAt + inputs * units), [inputs, units]),
    );
    this.biases = layers.map(({ units, biasAt }) =>
      biasAt === undefined ? undefined : tf.tensor2d(weights.slice(biasAt, biasAt + units), [1, units]),
    );
  }

  /**
   * Adds the persons' gradients of the cross-entropy, or of half the squared error of a linear output, each the mean over its person's rows, to `total`.
   * @param clipNormL2 longest gradient of a person; null: as they are.
   */
  async addGradients(
    total: Float64Array,
    { inputs, labels, rowsOf }: RowBatch,
    clipNormL2: number | null,
  ): Promise<void> {
    const { tf, layers } = this;
    const rows = labels.length;
    const gradients = tf.tidy(() => {
      const x = tf.tensor2d(inputs, [rows, inputs.length / rows]);
      const y = tf.tensor2d(labels, [rows, 1]);
      const passed = this.forward(x);
      const output = passed.at(-1)!.output.sub<Tensor2D>(y);
      const isGrouped = rowsOf.length !== rows;
      const errors = this.backward(passed, isGrouped ? output.mul(this.rowShares(rowsOf)) : output);
      const kept = clipNormL2 === null ? undefined : this.keptShares(passed, errors, rowsOf, clipNormL2);
      return layers.flatMap(({ biasAt }, at) => {
        const error = kept ? errors[at]!.mul<Tensor2D>(kept) : errors[at]!;
        const kernel: Tensor = tf.matMul(passed[at]!.input, error, true, false);
        return biasAt === undefined ? [kernel] : [kernel, tf.sum(error, 0)];
      });
    });
    const offsets = layers.flatMap(({ kernelAt, biasAt }) =>
      biasAt === undefined ? [kernelAt] : [kernelAt, biasAt],
    );
    for (const [index, gradient] of gradients.entries()) {
      const values = await gradient.data<'float32'>();
      const first = offsets[index]!;
      for (let at = 0; at < values.length; at += 1) total[first + at]! += values[at]!;
    }
    tf.dispose(gradients);
  }

  dispose(): void {
    this.tf.dispose([...this.kernels, ...this.biases.filter((bias) => bias !== undefined)]);
  }

  private forward(x: Tensor2D): readonly Passed[] {
    const passed: Passed[] = [];
    for (const [at, { activation }] of this.layers.entries()) {
      const input = passed.at(-1)?.output ?? x;
      const product = this.tf.matMul<Tensor2D>(input, this.kernels[at]!);
      const bias = this.biases[at];
      const sum = bias ? product.add<Tensor2D>(bias) : product;
      passed.push({ input, sum, output: activate(this.tf, activation, sum) });
    }
    return passed;
  }

  /** Derivatives of each row's loss by each layer's sums, from the first layer to the last. */
  private backward(passed: readonly Passed[], output: Tensor2D): readonly Tensor2D[] {
    const errors = [output];
    for (let at = this.layers.length - 1; at > 0; at -= 1) {
      const behind = this.tf.matMul<Tensor2D>(errors[0]!, this.kernels[at]!, false, true);
      errors.unshift(throughActivation(this.tf, this.layers[at - 1]!.activation, passed[at - 1]!, behind));
    }
    return errors;
  }

  /** One over the rows of each row's person. */
  private rowShares(rowsOf: readonly number[]): Tensor2D {
    const shares = rowsOf.flatMap((rows) => Array.from({ length: rows }, () => 1 / rows));
    return this.tf.tensor2d(shares, [shares.length, 1]);
  }

  /** By row: what its person's clip leaves of it, from above 0 to 1. */
  private keptShares(
    passed: readonly Passed[],
    errors: readonly Tensor2D[],
    rowsOf: readonly number[],
    clipNormL2: number,
  ): Tensor2D {
    const { tf, layers } = this;
    const sum = (parts: readonly Tensor2D[]): Tensor2D => parts.reduce((total, part) => total.add(part));
    const kept = (squares: Tensor2D): Tensor2D =>
      tf.minimum(1, tf.div(clipNormL2, tf.sqrt(squares).add(ABOVE_ZERO)));
    if (rowsOf.length === errors[0]!.shape[0])
      return kept(
        sum(
          layers.map(({ biasAt }, at) => {
            const squares = tf.sum<Tensor2D>(tf.square(passed[at]!.input), 1, true);
            const withBias = biasAt === undefined ? squares : squares.add<Tensor2D>(1);
            return withBias.mul<Tensor2D>(tf.sum(tf.square(errors[at]!), 1, true));
          }),
        ),
      );
    // |sum of a person's rows|^2 is the sum of all inner products among them.
    const products = sum(
      layers.map(({ biasAt }, at) => {
        const { input } = passed[at]!;
        const ofInputs = tf.matMul(input, input, false, true);
        const ofErrors = tf.matMul(errors[at]!, errors[at]!, false, true);
        return (biasAt === undefined ? ofInputs : ofInputs.add<Tensor2D>(1)).mul<Tensor2D>(ofErrors);
      }),
    );
    const members = this.membership(rowsOf);
    const squares = tf.sum<Tensor2D>(tf.mul(tf.matMul(members, products), members), 1, true);
    return tf.matMul(members, kept(tf.relu(squares)), true, false);
  }

  /** Persons x rows, one where the row is the person's. */
  private membership(rowsOf: readonly number[]): Tensor2D {
    const rows = rowsOf.reduce((total, count) => total + count, 0);
    const members = new Float32Array(rowsOf.length * rows);
    let row = 0;
    rowsOf.forEach((count, person) => {
      members.fill(1, person * rows + row, person * rows + row + count);
      row += count;
    });
    return this.tf.tensor2d(members, [rowsOf.length, rows]);
  }
}

/** What a layer took in, summed and gave out, rows x width. */
interface Passed {
  readonly input: Tensor2D;
  readonly sum: Tensor2D;
  readonly output: Tensor2D;
}

function activate(tf: TensorFlow, activation: DenseActivation, sum: Tensor2D): Tensor2D {
  switch (activation) {
    case 'linear':
      return sum;
    case 'relu':
      return tf.relu(sum);
    case 'tanh':
      return tf.tanh(sum);
    case 'sigmoid':
      return tf.sigmoid(sum);
    case 'elu':
      return tf.elu(sum);
    case 'selu':
      return tf.selu(sum);
    case 'swish':
      return sum.mul(tf.sigmoid(sum));
  }
}

/** The error behind an activation, taken through it. */
function throughActivation(
  tf: TensorFlow,
  activation: DenseActivation,
  { sum, output }: Passed,
  behind: Tensor2D,
): Tensor2D {
  switch (activation) {
    case 'linear':
      return behind;
    case 'relu':
      return behind.mul(tf.step(output));
    case 'tanh':
      return behind.mul(tf.sub(1, tf.square(output)));
    case 'sigmoid':
      return behind.mul(output.mul(tf.sub(1, output)));
    default:
      return tf.grad((x: Tensor) => activate(tf, activation, x as Tensor2D))(sum, behind) as Tensor2D;
  }
}
