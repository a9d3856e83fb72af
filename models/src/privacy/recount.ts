// What an earlier release costs persons who are in more nodes than was declared when it happened.
import type { PrivacyEvent } from './events.js';

/**
 * The event as it is counted for a person in `now` nodes where its noise was made for one in `then`: a sum moves by so much
 * more, so that the same noise hides so much less. Never more privacy than was counted before: fewer nodes change nothing. Per person,
 * add or remove one; assumes what the event does.
 * @param then p that the noise was made for, at least 1. @param now p of the limit that is asked.
 */
export function recountedFor(event: PrivacyEvent, then: number, now: number): PrivacyEvent {
  if (now <= then) return event;
  return event.type === 'sampled-gaussian'
    ? { ...event, noiseMultiplier: (event.noiseMultiplier * then) / now }
    : { ...event, sensitivityGrid: Math.ceil((event.sensitivityGrid * now) / then) };
}
