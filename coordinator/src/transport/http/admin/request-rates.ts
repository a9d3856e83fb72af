// How often anybody may ask, in this process' memory: a restart forgives, lock-outs of names (people/lock-out.ts) do not.
import { isIP } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Principal } from '../../../people/roles.js';
import { CoordinatorError } from '../../../platform/errors.js';

export interface RateLimits {
  /** Requests of one account, a minute. */
  readonly perAccount: number;
  /** Requests from one address whose token or session is wrong, a minute. */
  readonly failuresPerAddress: number;
  /** Sign-ins tried from one address, a minute. */
  readonly signInsPerAddress: number;
}
const defaultRateLimits: RateLimits = {
  perAccount: 1200,
  failuresPerAddress: 60,
  signInsPerAddress: 10,
};

const MINUTE_SECONDS = 60;

export class RequestRates {
  private readonly accounts: RateLimiterMemory;
  private readonly failures: RateLimiterMemory;
  private readonly signIns: RateLimiterMemory;
  private readonly mostFailures: number;

  constructor(limits: RateLimits = defaultRateLimits) {
    const perMinute = (points: number): RateLimiterMemory =>
      new RateLimiterMemory({ points, duration: MINUTE_SECONDS });
    this.accounts = perMinute(limits.perAccount);
    this.failures = perMinute(limits.failuresPerAddress);
    this.signIns = perMinute(limits.signInsPerAddress);
    this.mostFailures = limits.failuresPerAddress;
  }

  /** Counts a request of somebody who is known. @throws CoordinatorError `too-many-requests`. */
  async spend({ account }: Principal): Promise<void> {
    // The owner of the home may stop the whole coordinator: nothing is won by slowing their scripts down.
    if (account !== null) await consume(this.accounts, account);
  }

  /** @throws CoordinatorError `too-many-requests` for an address that tried too many wrong tokens. */
  async requireFewFailures(address: string | undefined): Promise<void> {
    const spent = await this.failures.get(keyOf(address));
    if (spent && spent.consumedPoints >= this.mostFailures) throw tooMany(spent);
  }
  async countFailure(address: string | undefined): Promise<void> {
    await this.failures.penalty(keyOf(address), 1);
  }

  /** Counts an attempt to sign in. @throws CoordinatorError `too-many-requests`. */
  async spendSignIn(address: string | undefined): Promise<void> {
    await consume(this.signIns, keyOf(address));
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw tooMany(refusal);
    throw refusal;
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): CoordinatorError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new CoordinatorError('too-many-requests', `too many requests; go on in ${retryAfterSeconds} s`, {
    retryAfterSeconds,
  });
}

/** Groups of 16 bits that name a network of IPv6: the smallest that anybody gets, who then asks from any of its 2^64 addresses. */
const NETWORK_GROUPS = 4;

/** Whoever has an address of IPv6 has its network's, and is counted once for all of them. A connection that has gone has no address any more. */
function keyOf(address: string | undefined): string {
  if (address === undefined) return 'gone';
  if (isIP(address) !== 6) return address;
  const ofIpv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (ofIpv4 !== undefined) return ofIpv4;
  const [before = '', after] = address.split('::');
  const [first, last] = [before, after ?? ''].map((half) => half.split(':').filter(Boolean));
  const zeros = after === undefined ? 0 : Math.max(0, 8 - first!.length - last!.length);
  const groups = [...first!, ...new Array<string>(zeros).fill('0'), ...last!].slice(0, NETWORK_GROUPS);
  return groups.map((group) => parseInt(group, 16).toString(16)).join(':');
}
