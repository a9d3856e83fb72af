// Which identity provider vouches for people, and what its claims make of them.
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { checkedFile } from '../platform/checked.js';
import { ConfigurationError } from '../platform/config.js';
import { memberOfRole, personRoles } from './roles.js';

const roleRule = z
  .strictObject({
    claim: z.string().min(1).describe('name of a claim, such as groups'),
    value: z.string().min(1).describe('what the claim says, or holds among others'),
    role: z.enum(personRoles),
    member: z.string().trim().min(1).max(80).optional(),
    until: z.iso.date().optional().describe('last day, UTC; an auditor needs one'),
  })
  .superRefine(({ role, member, until }, context) => {
    const rule = memberOfRole[role];
    if (rule === 'must' && member === undefined)
      context.addIssue({ code: 'custom', path: ['member'], message: `a ${role} belongs to one member` });
    if (rule === 'must-not' && member !== undefined)
      context.addIssue({ code: 'custom', path: ['member'], message: `a ${role} belongs to no member` });
    if (role === 'auditor' && until === undefined)
      context.addIssue({ code: 'custom', path: ['until'], message: 'an auditor comes for a time' });
  });

export const oidcFileSchema = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecretFile: z.string().optional().describe('left out for a public client'),
  scopes: z.array(z.string().min(1)).default(['openid', 'profile']),
  acr: z
    .array(z.string())
    .optional()
    .describe(
      'authentication contexts of which the provider must name one, such as those with a second factor',
    ),
  roles: z.array(roleRule).min(1).describe('the first that fits counts; whom none fits is not let in'),
});

export interface OidcSettings extends z.output<typeof oidcFileSchema> {
  readonly clientSecret: string | undefined;
}

/** @throws ConfigurationError naming the file and every mistake in it. */
export function readOidcFile(path: string | undefined): OidcSettings | undefined {
  if (path === undefined) return undefined;
  const settings = checkedFile(oidcFileSchema, documentOf(path), path);
  const { clientSecretFile } = settings;
  const clientSecret =
    clientSecretFile === undefined ? undefined : readText('clientSecretFile', clientSecretFile).trim();
  return { ...settings, clientSecret };
}

function documentOf(path: string): unknown {
  const text = readText('CHORALE_OIDC_FILE', path);
  try {
    return parseYaml(text);
  } catch (error) {
    throw new ConfigurationError([`${path}: no valid YAML: ${error instanceof Error ? error.message : ''}`]);
  }
}

function readText(what: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigurationError([`${what}: the file ${path} cannot be read`]);
  }
}
