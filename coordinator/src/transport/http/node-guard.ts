// The door for nodes: protocol version, size, signature, replay; then the handler sees who calls.
import {
  MOST_CHUNK_BYTES,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  SIGNATURE_HEADER,
  type NodeRoute,
  type StudyId,
} from '@chorale/crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { upgradeNeeded } from '../../federation/enrolment.js';
import type { Caller } from '../../federation/federation.js';
import type { House } from '../../house.js';
import { CoordinatorError } from '../../platform/errors.js';
import type { Metrics } from '../../platform/metrics.js';
import { bodyLimits } from './body-limits.js';
import { NODE_ROUTE, setCall } from './node-call.js';
import { headBytes, readBody, refuseLonger } from './read-body.js';
import { HOUSE, METRICS } from './tokens.js';

const NOBODY: Caller = { id: '' as Caller['id'], name: '', signingKey: new Uint8Array() };
const EMPTY = new Uint8Array();

@Injectable()
export class NodeGuard implements CanActivate {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const route = this.reflector.get<NodeRoute>(NODE_ROUTE, context.getHandler());
    if (route === 'protocol') return true;
    requireProtocol(request);
    if (route === 'enrol') {
      setCall(request, { caller: NOBODY, body: await readBody(request, bodyLimits.enrol!), stream: request });
      return true;
    }
    const claimed = await this.house.guard.identify(request.header(SIGNATURE_HEADER));
    const streams = route === 'putChunk';
    const body = streams ? EMPTY : await readBody(request, bodyLimits[route] ?? 0);
    const caller = this.house.guard.admit(claimed, {
      method: request.method,
      target: request.originalUrl,
      // A chunk's name is its digest, so the signature is checked before the bytes stream to disk.
      body: streams ? { sha256: chunkDigest(request) } : body,
    });
    const bodyBytes = streams ? announcedLength(request) : body.length;
    this.count(caller, await this.house.traffic.studyOf(request.params), headBytes(request) + bodyBytes);
    setCall(request, { caller, body, stream: request });
    return true;
  }

  private count(caller: Caller, study: StudyId | '', bytes: number): void {
    this.house.requests.count(caller.id, study, bytes);
    this.metrics.bytesReceived.inc(bytes);
  }
}

function requireProtocol(request: Request): void {
  const theirs = Number(request.header(PROTOCOL_HEADER) ?? NaN);
  if (!Number.isInteger(theirs))
    throw new CoordinatorError('malformed', `say the protocol version in the header ${PROTOCOL_HEADER}`);
  if (theirs !== PROTOCOL_VERSION) throw upgradeNeeded(theirs);
}

function chunkDigest({ params }: Request): Uint8Array {
  return Buffer.from(String(params.chunk), 'hex');
}

function announcedLength(request: Request): number {
  refuseLonger(request, MOST_CHUNK_BYTES);
  const length = request.header('content-length');
  if (length === undefined)
    throw new CoordinatorError('length-required', 'a chunk needs a content-length header');
  return Number(length);
}
