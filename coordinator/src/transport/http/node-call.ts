// What a handler for nodes gets to see of a request.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Caller } from '../../federation/federation.js';

/** A request whose sender is known and whose signature fits. */
export interface NodeCall {
  readonly caller: Caller;
  /** Whole; empty where it streams past. */
  readonly body: Uint8Array;
  /** The request itself, for a body that streams. */
  readonly stream: AsyncIterable<Uint8Array>;
}

/** Metadata of a handler: the route it serves. */
export const NODE_ROUTE = 'chorale:node-route';

/** The {@link NodeCall}, put there by the guard. */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext): NodeCall => {
  const call = callOf(context.switchToHttp().getRequest<Request>());
  if (!call) throw new Error('a handler asked for a call that no guard admitted');
  return call;
});

const calls = new WeakMap<Request, NodeCall>();
export function setCall(request: Request, call: NodeCall): void {
  calls.set(request, call);
}
function callOf(request: Request): NodeCall | undefined {
  return calls.get(request);
}
