// How a session token reaches a browser and comes back. `__Host-` binds the cookie to this very host, by HTTPS only;
// on plain HTTP, which means loopback or a proxy in front, browsers would throw such a cookie away.
import type { Response } from 'express';

const SECURE_NAME = '__Host-chorale-session';
const PLAIN_NAME = 'chorale-session';
/** New token of a session that is carried in a header. */
const SESSION_TOKEN_HEADER = 'chorale-session-token';

export function sessionCookieOf(
  cookies: Readonly<Record<string, string | undefined>>,
  isSecure: boolean,
): string | undefined {
  return cookies[isSecure ? SECURE_NAME : PLAIN_NAME];
}

export function setSessionToken(response: Response, carriedBy: 'cookie' | 'bearer', token: string): void {
  if (carriedBy === 'bearer') {
    response.setHeader(SESSION_TOKEN_HEADER, token);
    return;
  }
  const isSecure = response.req.secure;
  response.cookie(isSecure ? SECURE_NAME : PLAIN_NAME, token, cookieOptions(isSecure));
}

export function clearSessionCookie(response: Response): void {
  const isSecure = response.req.secure;
  response.clearCookie(isSecure ? SECURE_NAME : PLAIN_NAME, cookieOptions(isSecure));
}

/** Without an expiry it ends with the browser, at the latest. */
function cookieOptions(secure: boolean): { httpOnly: true; secure: boolean; sameSite: 'lax'; path: '/' } {
  // Lax: the answer of an identity provider leads here from another site, and its page must know the session.
  return { httpOnly: true, secure, sameSite: 'lax', path: '/' };
}
