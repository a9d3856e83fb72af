// The product's own controllers, called as Nest calls them, without HTTP between: what a route's method asks for by its
// decorators is what it is handed.
import { nodeRoutes, type NodeRoute } from '@chorale/crypto';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Caller } from '../../../coordinator/src/federation/federation.js';
import type { House } from '../../../coordinator/src/house.js';
import { FederationController } from '../../../coordinator/src/transport/http/federation-controller.js';
import { LedgerController } from '../../../coordinator/src/transport/http/ledger-controller.js';
import { NODE_ROUTE, type NodeCall } from '../../../coordinator/src/transport/http/node-call.js';
import { RoundsController } from '../../../coordinator/src/transport/http/rounds-controller.js';
import { StudiesController } from '../../../coordinator/src/transport/http/studies-controller.js';

export interface DoorCall {
  readonly route: NodeRoute;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
type Method = (...values: unknown[]) => Promise<Uint8Array | undefined>;

const CONTROLLERS = [RoundsController, StudiesController, FederationController, LedgerController];
/** By route: the class and the method that bears it. */
const doors = new Map(
  CONTROLLERS.flatMap((controller) =>
    Object.entries(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(([method, { value }]) => {
      const route =
        typeof value === 'function' && (Reflect.getMetadata(NODE_ROUTE, value as object) as NodeRoute);
      return route ? [[route, { controller, method }] as const] : [];
    }),
  ),
);

/** @returns the answer's body; empty where the route has none. */
export async function knock(house: House, caller: Caller, call: DoorCall): Promise<Uint8Array> {
  const door = doors.get(call.route);
  if (!door) throw new RangeError(`nobody answers ${nodeRoutes[call.route].path}`);
  const { controller, method } = door;
  const asked = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { readonly index: number; readonly data?: string }
  >;
  const values: unknown[] = [];
  for (const [kind, { index, data = '' }] of Object.entries(asked))
    values[index] = valueOf(kind, data, caller, call);
  const methods = new controller(house) as unknown as Record<string, Method>;
  return (await methods[method]!(...values)) ?? new Uint8Array();
}

/** @param kind Nest's number of a parameter's decorator and its position; a name for decorators of our own. */
function valueOf(kind: string, data: string, caller: Caller, { params, query, body }: DoorCall): unknown {
  if (kind.startsWith(`${RouteParamtypes.PARAM}:`)) return params[data];
  if (kind.startsWith(`${RouteParamtypes.QUERY}:`)) return query[data];
  return { caller, body, stream: asStream(body) } satisfies NodeCall;
}

async function* asStream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* await Promise.resolve([bytes]);
}
