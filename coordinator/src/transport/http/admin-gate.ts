// The administrator's door: a bearer token, made on the first start, kept by hash.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { CoordinatorError } from '../../platform/errors.js';
import { ADMIN_GATE } from './tokens.js';

export class AdminGate {
  constructor(private readonly tokenHash: Uint8Array) {}

  /** @param header value of `authorization`. @throws CoordinatorError `admin-only`. */
  requireAdmin(header: string | undefined): void {
    const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(header ?? '')?.[1];
    if (token === undefined || !timingSafeEqual(tokenHash(token), this.tokenHash))
      throw new CoordinatorError(
        'admin-only',
        'this needs the administrator token; on the coordinator it stands in CHORALE_HOME/admin-token',
      );
  }
}

/** SHA-256 is enough for 256 random bits: there is nothing to guess from a dictionary. */
export function tokenHash(token: string): Uint8Array {
  return createHash('sha256').update('chorale/admin-token/1').update(token).digest();
}

@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(ADMIN_GATE) private readonly gate: AdminGate) {}

  canActivate(context: ExecutionContext): boolean {
    this.gate.requireAdmin(context.switchToHttp().getRequest<Request>().header('authorization'));
    return true;
  }
}
