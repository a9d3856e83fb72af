import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { CoordinatorClient } from './coordinator-client.js';
import { persist, type Persistence } from './persist.js';

/** The coordinator as rounds need it: each request is tried until it is answered, or `signal` ends the trying. */
export function persistentCoordinator(client: CoordinatorClient, persistence: Persistence): CoordinatorPort {
  const { signal } = persistence;
  return {
    request: (route, options) => persist(() => client.request(route, { ...options, signal }), persistence),
  };
}
