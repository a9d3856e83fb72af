// A client of the admin API for programs and pages: every route, parameter and answer has its type. It needs `fetch` and
// nothing of the coordinator.
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { paths } from './admin-api.js';

export type * from './admin-api.js';

export interface AdminApiOptions {
  /** Address of the coordinator, such as `https://coordinator.example.org`. */
  readonly url: string;
  /** Session or access token; left out where a cookie carries the session. */
  readonly token?: string;
  /** CSRF token of a session in a cookie. */
  readonly csrfToken?: string;
  /** Why an officer reads, for the ledger; any script. */
  readonly reason?: string;
  /** Receives the token that takes the place of the present one; the client itself goes on with it. */
  readonly onToken?: (token: string) => void;
}
export type AdminApi = Client<paths>;

/**
 * @example
 * const api = adminApi({ url, token, reason: 'quarterly review' });
 * const { data, error } = await api.GET('/v1/admin/studies/{study}', { params: { path: { study: 'first-study' } } });
 * const study: Study | undefined = data;
 * const problem: Problem | undefined = error;
 */
export function adminApi({ url, token, csrfToken, reason, onToken }: AdminApiOptions): AdminApi {
  const client = createClient<paths>({ baseUrl: url });
  let current = token;
  const credentials: Middleware = {
    onRequest: ({ request }) => {
      if (current !== undefined) request.headers.set('authorization', `Bearer ${current}`);
      if (csrfToken !== undefined) request.headers.set('chorale-csrf', csrfToken);
      if (reason !== undefined) request.headers.set('chorale-reason', encodeURIComponent(reason));
      return request;
    },
    onResponse: ({ response }) => {
      const next = response.headers.get('chorale-session-token');
      if (next === null) return;
      current = next;
      onToken?.(next);
    },
  };
  client.use(credentials);
  return client;
}
