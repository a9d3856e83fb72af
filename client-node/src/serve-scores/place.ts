// Where the scoring service listens: on this machine, and nowhere else.
import { resolve } from 'node:path';
import { ServiceRefused } from './service-refused.js';

export type Place =
  { readonly socket: string } | { readonly host: '127.0.0.1' | '::1'; readonly port: number };

const HIGHEST_PORT = 65_535;
/** What Linux and macOS both take, without the closing zero (unix(7): 108 bytes; macOS: 104). */
const LONGEST_SOCKET_PATH = 103;

/**
 * @param text `unix:/path/of/socket`, `127.0.0.1:PORT` or `[::1]:PORT`; port 0 lets the system choose.
 * @throws ServiceRefused for every other place, names of hosts included: what `localhost` means is for others to say.
 */
export function readPlace(text: string): Place {
  if (text.startsWith('unix:')) return socketPlace(text.slice('unix:'.length));
  const [, v4, v6, digits] = /^(?:(127\.0\.0\.1)|\[(::1)\]):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > HIGHEST_PORT)
    throw new ServiceRefused(
      '--listen takes 127.0.0.1:PORT, [::1]:PORT or unix:/PATH. Scores are answered on this machine only; a system elsewhere ' +
        'takes a scored list ("chorale-node score")',
    );
  return { host: v4 === undefined ? (v6 as '::1') : '127.0.0.1', port };
}

export function socketPlace(path: string): Place {
  const socket = resolve(path);
  if (path === '' || Buffer.byteLength(socket) > LONGEST_SOCKET_PATH)
    throw new ServiceRefused(
      `a unix socket needs a path of 1 to ${LONGEST_SOCKET_PATH} bytes, and ${socket} is none; name a shorter one with --listen unix:/PATH`,
    );
  return { socket };
}
