// Customer states: the state that a customer is in now, and what a chain of such states says of what comes.
import type { StatesModel } from '../computations/released-model.js';
import { statesOf } from '../computations/states/state-of.js';
import type { ModelKind } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

export const statesKind: ModelKind<StatesModel> = {
  kind: 'states',
  input: { categories: 'codes', missing: 'nan' },
  score(model, people) {
    const { rule, lostWithin, activeWithin, periodsUntilLost, current } = model;
    const shown = statesOf(rule, people);
    const now = Array.from({ length: people.size }, (_, person) => {
      const end = people.rowStart[person + 1]!;
      return end > people.rowStart[person]! ? shown[end - 1]! : -1;
    });
    const persons = current.reduce((total, count) => total + count, 0);
    // Of whose state is not known: what holds on average.
    const byPerson = (values: Float64Array): Float64Array => {
      const mean = values.reduce((total, value, state) => total + value * current[state]!, 0) / persons;
      const otherwise = persons > 0 ? mean : 0;
      return Float64Array.from(now, (state) => (state < 0 ? otherwise : values[state]!));
    };
    return {
      outputs: new Map<string, Float64Array | string[]>([
        ['state', now.map((state) => rule.names[state] ?? '')],
        ['lost_within', byPerson(lostWithin)],
        ['active_within', byPerson(activeWithin)],
        ...(periodsUntilLost ? [['periods_until_lost', byPerson(periodsUntilLost)] as const] : []),
      ]),
      rankedBy: 'lost_within',
      contributions: new Map(),
    };
  },
  files(model) {
    const { rule, transitions, current, horizon } = model;
    const states = rule.names.length;
    return [
      safetensorsFile(
        model,
        [
          { name: 'transitions', shape: [states, states], values: transitions },
          { name: 'current', shape: [states], values: current },
          ...(rule.bounds ? [{ name: 'bounds', shape: [rule.bounds.length], values: rule.bounds }] : []),
        ],
        { states: JSON.stringify(rule.names), horizon: String(horizon) },
      ),
    ];
  },
};
