// The way to the coordinator, its clock, how far roster and agreement are, and whether the two can open a sum.
import {
  committeeOf,
  committeeThreshold,
  contributorsOf,
  SecureSumError,
  work as workMessage,
  type RosterNode,
  type Work,
} from '@chorale/crypto';
import type { Agreement } from '@chorale/models';
import { askCoordinator } from '../../agreement/enrol.js';
import { fetchAgreement } from '../../agreement/fetch-agreement.js';
import { fetchRoster } from '../../agreement/fetch-roster.js';
import type { NodeStore } from '../../storage/node-store.js';
import type { CoordinatorClient } from '../../transport/coordinator-client.js';
import { Unreachable } from '../../transport/coordinator-problem.js';
import type { CommandContext, EnrolledNode } from '../command-context.js';
import { failed, failedBy, passed, warned, type Check } from './check.js';

/** A larger difference makes deadlines mean different things to different nodes. */
const MOST_SKEW_MS = 60_000;

export interface CoordinatorFindings {
  readonly checks: readonly Check[];
  /** What the rows are held against; undefined before an agreement was proposed. */
  readonly agreement: Agreement | undefined;
}

export async function checkCoordinator(
  { clock }: CommandContext,
  { client, membership, store }: EnrolledNode,
): Promise<CoordinatorFindings> {
  const checks: Check[] = [];
  const nothing = { checks, agreement: undefined };
  try {
    const facts = await askCoordinator(client);
    checks.push(passed('coordinator', `${client.origin} answers, version ${facts.version}`));
    if (facts.federation !== membership.federation)
      return {
        checks: [
          ...checks,
          failed('federation', 'another federation answers there', 'Correct `coordinator` in node.yaml'),
        ],
        agreement: undefined,
      };
  } catch (error) {
    checks.push(failedBy('coordinator', error));
    return nothing;
  }
  try {
    const asked = clock.now();
    const work = workMessage.decode(await client.request('work'));
    const answered = clock.now();
    checks.push(checkClock(work.now, asked, answered));
    checks.push(checkRoster(work, store));
    const [check, agreement] = await checkAgreement(client, work);
    checks.push(check);
    if (agreement && work.rosterVersion > 0) {
      const { nodes } = await fetchRoster(client, membership);
      checks.push(checkCohort(nodes, agreement.cohort), checkCommittee(nodes, agreement.committee));
    }
    return { checks, agreement };
  } catch (error) {
    checks.push(error instanceof Unreachable ? failedBy('coordinator', error) : failedBy('standing', error));
    return nothing;
  }
}

/** The coordinator's clock was read some time between asking and answering. */
function checkClock(theirs: number, asked: number, answered: number): Check {
  const skewMs = theirs < asked ? asked - theirs : Math.max(0, theirs - answered);
  const seconds = (skewMs / 1000).toFixed(1);
  if (skewMs < MOST_SKEW_MS) return passed('clock', `${seconds} s from the coordinator's`);
  const direction = theirs < asked ? 'ahead of' : 'behind';
  return failed(
    'clock',
    `this clock is ${seconds} s ${direction} the coordinator's`,
    'Let both keep time by NTP, for example: timedatectl set-ntp true',
  );
}

function checkRoster({ rosterVersion, roster, agreements }: Work, store: NodeStore): Check {
  const signatures =
    'Compare fingerprints ("chorale-node members") and sign with "chorale-node agreement sign"';
  if (rosterVersion === 0 && agreements.length > 0)
    return warned(
      'roster',
      'the first one waits until everybody has signed it with an agreement',
      signatures,
    );
  if (rosterVersion === 0)
    return warned(
      'roster',
      'there is no roster yet',
      'It is closed when an agreement is proposed; nothing to do here',
    );
  const signed = store.federation.newestRoster();
  if (signed?.hash === roster) return passed('roster', `version ${rosterVersion}, signed by this node`);
  return warned('roster', `version ${rosterVersion} is not signed by this node`, signatures);
}

async function checkAgreement(
  client: CoordinatorClient,
  { agreements }: Work,
): Promise<[Check, Agreement | undefined]> {
  const newest = agreements.findLast(({ signedByYou }) => signedByYou) ?? agreements.at(-1);
  if (!newest)
    return [
      warned(
        'agreement',
        'none has been proposed yet',
        'Nothing to do here; doctor --agreement FILE checks data before',
      ),
      undefined,
    ];
  const { terms } = await fetchAgreement(client, newest.agreement);
  if (!newest.signedByYou)
    return [
      warned(
        'agreement',
        `"${terms.title}" waits for this node`,
        'Read it with "chorale-node agreement show", then sign',
      ),
      terms,
    ];
  const state = newest.active ? 'active' : 'signed here, not yet by all others';
  const detail = `"${terms.title}", ${state}, until ${terms.expires}`;
  const others =
    agreements.filter(({ active, signedByYou }) => active && signedByYou).length - (newest.active ? 1 : 0);
  if (others === 0) return [passed('agreement', detail), terms];
  return [
    warned(
      'agreement',
      `${detail}; without --agreement data are held against this one, not against ${others} other ${others === 1 ? 'agreement that is' : 'agreements that are'} active`,
      'For another one: chorale-node doctor --agreement FILE, with the --config that it takes',
    ),
    terms,
  ];
}

function checkCohort(roster: readonly RosterNode[], { kMin }: Agreement['cohort']): Check {
  const contributors = contributorsOf(roster).length;
  const bringing = `${contributors} nodes bring rows, kMin ${kMin}`;
  if (contributors >= kMin) return passed('cohort', bringing);
  return warned(
    'cohort',
    `${bringing}: no sum can be opened`,
    'Invite more nodes, or agree on a smaller `cohort.kMin`',
  );
}

function checkCommittee(roster: readonly RosterNode[], named: Agreement['committee']): Check {
  try {
    const { length } = committeeOf(roster, named);
    const who = named === undefined ? 'all nodes' : 'as the agreement names it';
    return passed('committee', `${committeeThreshold(length)} of ${length} members open a sum (${who})`);
  } catch (error) {
    if (!(error instanceof SecureSumError) && !(error instanceof RangeError)) throw error;
    return warned('committee', error.message, 'Rounds are refused until an agreement fits the roster');
  }
}
