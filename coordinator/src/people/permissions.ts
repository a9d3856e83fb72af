// The one table of permissions: every route of the coordinator and who may call it. A route without a line here is
// open to nobody, and a test fails.
import { nodeRoutes } from '@chorale/crypto';
import type { PersonRole, Role } from './roles.js';

/**
 * `open`: to anybody; `node`: to enrolled nodes, by signature; `own`: to whoever signed in, about themselves;
 * `read` and `export`: tells, and officers say why; `act`: changes something.
 */
export type Access = 'open' | 'node' | 'own' | 'read' | 'export' | 'act';

export interface Rule {
  readonly access: Access;
  readonly roles: readonly Role[];
}

const FEDERATION: readonly PersonRole[] = ['federation-admin'];
const ADMINS: readonly PersonRole[] = ['federation-admin', 'member-admin'];
const STEWARDS: readonly PersonRole[] = ['federation-admin', 'member-admin', 'data-steward'];
const OVERSEERS: readonly PersonRole[] = ['federation-admin', 'compliance-officer', 'auditor'];
const EVERYBODY: readonly PersonRole[] = [
  'federation-admin',
  'member-admin',
  'data-steward',
  'compliance-officer',
  'auditor',
];

const open: Rule = { access: 'open', roles: [] };
const own: Rule = { access: 'own', roles: EVERYBODY };
const reads = (roles: readonly PersonRole[]): Rule => ({ access: 'read', roles });
const exports = (roles: readonly PersonRole[]): Rule => ({ access: 'export', roles });
const acts = (roles: readonly PersonRole[]): Rule => ({ access: 'act', roles });

/** The pages that show the OpenAPI document, as Swagger's module lays them out. */
const DOCUMENTATION = [
  '',
  '/',
  '/index.html',
  '/openapi.json',
  '/swagger-ui-init.js',
  '/docs/swagger-ui-init.js',
  '/LICENSE',
];

/** Nodes ask these before anybody knows them. */
const BEFORE_ENROLMENT: readonly string[] = ['protocol', 'enrol'];

/** By `METHOD /path`, where `:name` stands for a path parameter. */
export const permissions: Readonly<Record<string, Rule>> = {
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': open,
  ...Object.fromEntries(DOCUMENTATION.map((page) => [`GET /docs${page}`, open])),

  'POST /v1/admin/session': open,
  'POST /v1/admin/session/enrolment': open,
  'POST /v1/admin/session/enrolment/complete': open,
  'GET /v1/admin/session/oidc': open,
  'GET /v1/admin/session/oidc/callback': open,
  'POST /v1/admin/session/oidc': open,
  'GET /v1/admin/session': own,
  'DELETE /v1/admin/session': own,
  'GET /v1/admin/access-tokens': own,
  'POST /v1/admin/access-tokens': own,
  'DELETE /v1/admin/access-tokens/:token': own,

  'GET /v1/admin/accounts': reads(ADMINS),
  'GET /v1/admin/accounts/:account': reads(ADMINS),
  'POST /v1/admin/accounts': acts(ADMINS),
  'PATCH /v1/admin/accounts/:account': acts(ADMINS),
  'DELETE /v1/admin/accounts/:account': acts(ADMINS),
  'POST /v1/admin/accounts/:account/invite': acts(ADMINS),

  'GET /v1/admin/status': reads(EVERYBODY),
  'POST /v1/admin/invites': acts(FEDERATION),
  'GET /v1/admin/members': reads(EVERYBODY),
  'GET /v1/admin/nodes': reads(EVERYBODY),
  'GET /v1/admin/nodes/:node': reads(EVERYBODY),
  'GET /v1/admin/rosters': reads(EVERYBODY),
  'GET /v1/admin/rosters/:version': reads(EVERYBODY),
  'POST /v1/admin/rosters': acts(FEDERATION),
  'POST /v1/admin/agreements': acts(FEDERATION),
  'GET /v1/admin/agreements': reads(EVERYBODY),
  'GET /v1/admin/agreements/:agreement': reads(EVERYBODY),
  'GET /v1/admin/agreements/:agreement/changes': reads(EVERYBODY),
  'POST /v1/admin/studies': acts(FEDERATION),
  'GET /v1/admin/studies': reads(EVERYBODY),
  'GET /v1/admin/studies/:study': reads(EVERYBODY),
  'GET /v1/admin/studies/:study/card': reads(EVERYBODY),
  'GET /v1/admin/studies/:study/rounds': reads(EVERYBODY),
  'GET /v1/admin/rounds/:round': reads(EVERYBODY),
  'POST /v1/admin/studies/:study/stop': acts(FEDERATION),
  'POST /v1/admin/studies/:study/poison-search': acts(FEDERATION),
  'GET /v1/admin/studies/:study/suspects': reads(FEDERATION),
  'GET /v1/admin/studies/:study/sums': reads(FEDERATION),
  'GET /v1/admin/budget': reads(EVERYBODY),
  'GET /v1/admin/budget/entries': reads(EVERYBODY),

  'GET /v1/admin/incidents': reads(EVERYBODY),
  'GET /v1/admin/incidents/:incident': reads(EVERYBODY),
  'POST /v1/admin/incidents': acts(STEWARDS),
  'POST /v1/admin/incidents/:incident/close': acts(STEWARDS),

  'GET /v1/admin/erasures': reads(EVERYBODY),
  'GET /v1/admin/erasures/:certificate': reads(EVERYBODY),
  'POST /v1/admin/erasures/:certificate/answers': acts(STEWARDS),

  'GET /v1/admin/webhooks': reads(FEDERATION),
  'GET /v1/admin/webhooks/:webhook': reads(FEDERATION),
  'POST /v1/admin/webhooks': acts(FEDERATION),
  'POST /v1/admin/webhooks/:webhook/resume': acts(FEDERATION),
  'DELETE /v1/admin/webhooks/:webhook': acts(FEDERATION),
  'GET /v1/admin/events': reads(OVERSEERS),

  'GET /v1/admin/ledger/head': reads(EVERYBODY),
  'GET /v1/admin/ledger/heads': reads(EVERYBODY),
  'GET /v1/admin/ledger/heads/:size': reads(EVERYBODY),
  'GET /v1/admin/ledger/entries': reads(EVERYBODY),
  'GET /v1/admin/ledger/entries/:position': reads(EVERYBODY),
  'GET /v1/admin/ledger/export': exports(OVERSEERS),
  'GET /v1/admin/evidence': exports(OVERSEERS),
  'GET /v1/admin/ledger/archives': reads(EVERYBODY),
  'GET /v1/admin/ledger/archives/next': exports(FEDERATION),
  'POST /v1/admin/ledger/archives': acts(FEDERATION),

  ...Object.fromEntries(
    Object.entries(nodeRoutes).map(([name, { method, path }]) => [
      `${method} ${path}`,
      BEFORE_ENROLMENT.includes(name) ? open : { access: 'node', roles: ['node'] },
    ]),
  ),
};

/** @returns undefined where the table has no line: nobody may. */
export function ruleOf(method: string, path: string): Rule | undefined {
  return Object.hasOwn(permissions, `${method} ${path}`) ? permissions[`${method} ${path}`] : undefined;
}
