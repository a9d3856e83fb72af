// What an account that is bound to one member gets to see: what that member takes part in. Anything else is not told apart
// from what does not exist.
import type { AgreementHash } from '@chorale/crypto';
import { readClosed } from '../federation/closed-roster.js';
import { CoordinatorError } from '../platform/errors.js';
import { In } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { AgreementConsents, Nodes, Rosters } from '../storage/tables/federation-tables.js';
import { findStudy } from '../studies/study-record.js';
import { Studies, type StudyRow } from '../storage/tables/round-tables.js';

/** Null sees the whole federation. */
export type OnlyMember = string | null;

/** Agreements that a node of the member signed; undefined: all. */
export async function agreementsOf(
  manager: Rows,
  member: OnlyMember,
): Promise<ReadonlySet<string> | undefined> {
  if (member === null) return undefined;
  const nodes = await manager.find(Nodes, { select: { id: true }, where: { member } });
  const consents = await manager.find(AgreementConsents, {
    select: { agreement: true, node: true, roster: true },
    where: { node: In(nodes.map(({ id }) => id)) },
  });
  return new Set(consents.map(({ agreement }) => agreement));
}

/** Studies that the member takes part in; undefined: all. */
export async function studiesOf(manager: Rows, member: OnlyMember): Promise<string[] | undefined> {
  const agreements = await agreementsOf(manager, member);
  if (!agreements) return undefined;
  const rows = await manager.find(Studies, {
    select: { id: true },
    where: { agreement: In([...agreements] as AgreementHash[]) },
  });
  return rows.map(({ id }) => id);
}

/** Whether an agreement was signed by the member, or is before it because a node of it is in the newest roster. */
export async function agreementIsBefore(
  manager: Rows,
  member: OnlyMember,
): Promise<(hash: string) => boolean> {
  const signed = await agreementsOf(manager, member);
  if (!signed) return () => true;
  const [newest] = await manager.find(Rosters, { order: { version: 'DESC' }, take: 1 });
  const isIn =
    newest !== undefined && readClosed(newest).message.nodes.some((node) => node.member === member);
  return (hash) => isIn || signed.has(hash);
}

/** A study of the member's. @throws CoordinatorError `not-found`. */
export async function requireStudyOf(manager: Rows, idOrName: string, member: OnlyMember): Promise<StudyRow> {
  const study = await findStudy(manager, idOrName);
  const agreements = await agreementsOf(manager, member);
  if (agreements && !agreements.has(study.agreement))
    throw new CoordinatorError('not-found', `there is no study "${idOrName}"; see "study status"`);
  return study;
}
