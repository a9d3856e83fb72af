import { formatPrivacyInShort } from '@chorale/models';
import type { NodeEvent } from '../round/round-events.js';

/** One line of progress for people. */
export function eventInWords(event: NodeEvent): string {
  return `${placeOf(event)}${whatHappened(event)}`;
}

function placeOf(event: NodeEvent): string {
  return 'position' in event ? `round ${event.position + 1} (${event.round.slice(0, 8)}): ` : '';
}

function whatHappened(event: NodeEvent): string {
  switch (event.event) {
    case 'round-opened':
      return event.attempt === 0 ? 'opened' : `opened again, attempt ${event.attempt + 1}`;
    case 'contributed':
      return `contributed for ${event.people} persons, ${megabytes(event.bytes)} sent`;
    case 'too-late':
      return 'the set was fixed without this node; it still adopts the result';
    case 'committed':
      return `committed to a set of ${event.nodes} nodes`;
    case 'released':
      return 'released its shares';
    case 'adopted':
      return (
        `adopted the sum of ${event.nodes} nodes, state ${event.state.slice(0, 8)}` +
        (event.privacy.epsilon === null ? '' : `, so far ${formatPrivacyInShort(event.privacy)}`) +
        (event.done ? '; the model is done' : '')
      );
    case 'cannot-contribute':
      return `goes on without the rows of this node: ${event.reason}`;
    case 'cannot-commit':
      return `no commit: ${event.reason}`;
    case 'cannot-open':
      return `the sum does not open: ${event.reason}`;
    case 'step-failed':
      return `a step failed and is tried again in ${event.waitSeconds} s: ${event.reason}`;
    case 'refused':
      return `refused (${event.code}): ${event.reason}`;
    case 'burned':
      return 'burned unopened; a fresh one follows';
    case 'spent':
      return 'ended without a result, its budget is spent';
    case 'roster-followed':
      return `roster version ${event.version} is in force`;
    case 'study-approved':
      return `approved study "${event.name}" by policy`;
    case 'study-waits':
      return `study "${event.name}" waits: ${event.reason}`;
    case 'state-received':
      return `received state ${event.state.slice(0, 8)} from a member`;
    case 'state-sent':
      return `sent state ${event.state.slice(0, 8)} to a node that missed it`;
    case 'study-refused':
      return `stays out of a study (${event.code}): ${event.reason}`;
    case 'data-quality':
      return (
        `data quality ${event.score.toFixed(3)}, the agreement asks for ${event.floor}` +
        (event.score < event.floor ? ': this node stays out; see "chorale-node quality"' : '')
      );
    case 'model-held':
      return event.reason;
    case 'model-not-judged':
      return `warning: the model of study "${event.name}" cannot be judged, and is not to be used until this is mended: ${event.reason}`;
    case 'model-erased':
      return `erased what study "${event.name}" left, and ${event.lists} scored lists, after ${event.retentionDays} days as agreed`;
    case 'not-erased':
      return (
        `warning: the days of study "${event.name}" are over, and ${event.what} could not be erased (${event.reason}); delete it, or let ` +
        'this node do so by mending its permissions: it is tried again within the hour'
      );
    case 'left-out':
      return (
        `study "${event.name}" leaves this node out: earlier ones suspect it of poisoning, and the agreement says so; look at its ` +
        'data with "chorale-node doctor" and talk to the other members'
      );
    case 'data-loaded':
      return [
        `read ${event.people} persons`,
        ...(event.withoutConsent === null ? [] : [`${event.withoutConsent} left out without consent`]),
        ...(event.erased === null ? [] : [`${event.erased} erased, and still in the source`]),
        ...event.warnings.map((warning) => `warning: ${warning}`),
      ].join('; ');
    case 'study-ended':
      return (
        `study "${event.name}" ${event.status}${event.reason === '' ? '' : `: ${event.reason}`}; ` +
        `${event.model === null || event.status === 'stopped' ? '' : `model in ${event.model}, `}${megabytes(event.bytesSent)} sent in all`
      );
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
