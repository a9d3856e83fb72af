// What federated optimisers add to the gradients of a node's local steps, whatever the network and its own optimiser.
import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from './backend.js';

export interface Pull {
  /**
   * FedProx (Li et al. 2020, arXiv:1812.06127): the loss has mu / 2 |y - x|^2 more, so that a gradient has mu (y - x) more; 0: none.
   * x are the weights that the steps start from.
   */
  readonly mu: number;
  /** SCAFFOLD: added to each gradient as it is; as long as the weights. */
  readonly shift: Float32Array | undefined;
}

type Gradients = Parameters<Optimizer['applyGradients']>[0];

/**
 * From here on `rule` takes pulled gradients.
 * @param variables that it trains, with where each begins among all weights.
 * @param start all weights before the first step.
 */
export function pullGradients(
  tf: TensorFlow,
  rule: Optimizer,
  variables: readonly { readonly variable: Variable; readonly at: number }[],
  start: Float32Array,
  { mu, shift }: Pull,
): { dispose(): void } {
  const pulls = new Map(
    variables.map(({ variable, at }) => {
      const part = (values: Float32Array): Tensor =>
        tf.tensor(values.slice(at, at + variable.size), variable.shape);
      return [
        variable.name,
        { variable, anchor: mu > 0 ? part(start) : undefined, shift: shift && part(shift) },
      ] as const;
    }),
  );
  const pulledOf = (name: string, gradient: Tensor): Tensor => {
    const pull = pulls.get(name);
    const near = pull?.anchor ? gradient.add(pull.variable.sub(pull.anchor).mul(mu)) : gradient;
    return pull?.shift ? near.add(pull.shift) : near;
  };
  const apply = rule.applyGradients.bind(rule);
  rule.applyGradients = (gradients: Gradients): void => {
    tf.tidy(() => {
      const named = Array.isArray(gradients)
        ? gradients
        : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
      apply(named.map(({ name, tensor }) => ({ name, tensor: pulledOf(name, tensor) })));
    });
  };
  return {
    dispose: () => {
      for (const { anchor, shift: added } of pulls.values())
        tf.dispose([anchor, added].filter((t) => t !== undefined));
    },
  };
}
