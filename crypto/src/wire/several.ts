// Small requests of one round that go out together: one signature, one exchange. Each is what it would be alone, and they
// are carried out in their order up to the first that is refused, because later ones may build on earlier ones.
import { list, oneOf, struct, text, u16, variableBytes } from './codec.js';
import { defineMessage } from './message.js';
import type { NodeRoute } from './routes.js';

/** Of all bodies together. */
export const MOST_TOGETHER_BYTES = 1024 * 1024;
const MOST_REQUESTS = 8;
/** Of one answer; what is longer has to be asked for alone. */
export const MOST_ANSWER_TOGETHER_BYTES = 16 * 1024 * 1024;

/** Routes that may travel with others. */
export const routesTogether = [
  'descriptor',
  'ledgerConsistency',
  'countersignHead',
  'putChunk',
  'contribute',
  'releases',
  'ciphertextSum',
  'sumParts',
] as const satisfies readonly NodeRoute[];
export type RouteTogether = (typeof routesTogether)[number];

/** Of the path or the query. */
const parameter = struct({ name: text(40), value: text(80) });
export interface RouteParameter {
  readonly name: string;
  readonly value: string;
}

export const severalRequests = defineMessage(
  'chorale/several-requests/1',
  struct({
    requests: list(
      struct({
        route: oneOf(routesTogether),
        /** Without `round`, which is that of the address. */
        params: list<RouteParameter>(parameter, 4),
        query: list<RouteParameter>(parameter, 4),
        body: variableBytes(MOST_TOGETHER_BYTES),
      }),
      MOST_REQUESTS,
    ),
  }),
);

/** As many answers as there were requests, or fewer, the last of which is then a problem document. */
export const severalAnswers = defineMessage(
  'chorale/several-answers/1',
  struct({
    answers: list(struct({ status: u16, body: variableBytes(MOST_ANSWER_TOGETHER_BYTES) }), MOST_REQUESTS),
  }),
);
