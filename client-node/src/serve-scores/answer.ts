// What is answered to one request: the scores of one person, or a problem document (RFC 9457). Who opted out, was erased, or is not
// known at all gets one and the same answer, so that the service tells nobody's choice.

/** By name of the study, by id of the person: one JSON object with the fields of a scored list. */
export type ScoreTables = ReadonlyMap<string, ScoreTable>;

interface ScoreTable {
  readonly size: number;
  get(person: string): string | undefined;
}

export interface Scores {
  readonly tables: ScoreTables;
  /** When the rows were read that they come from. */
  readonly readAt: number;
}

export interface Asked {
  readonly method: string;
  /** As it stands in the request. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  readonly hasBody: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AnswerParts {
  /** Undefined where the last ones are too old. */
  readonly scores: () => Scores | undefined;
  /** Asked at each answer, so that an erasure counts from the moment it is on record. */
  readonly isErased: (person: string) => boolean;
  readonly tokenFits: (token: string) => boolean;
}

/** No name that somebody else may point to this machine (DNS rebinding). */
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const TARGET = /^\/v1\/scores\/([^/?#]+)\/([^/?#]+)$/;

export function answerTo(parts: AnswerParts): (asked: Asked) => Answer {
  return (asked) => refusal(asked, parts.tokenFits) ?? lookUp(asked.target, parts);
}

function refusal(asked: Asked, tokenFits: (token: string) => boolean): Answer | undefined {
  const { method, host = '', origin, authorization = '', hasBody } = asked;
  if (!OWN_HOST.test(host))
    return problem(421, 'wrong-host', 'Ask this service as 127.0.0.1, [::1] or localhost.');
  if (origin !== undefined)
    return problem(403, 'no-browsers', 'Pages of a browser have no business here; ask from a program.');
  const [, token] = /^Bearer +([\w-]{1,128})$/i.exec(authorization) ?? [];
  if (token === undefined || !tokenFits(token))
    return problem(401, 'token-needed', 'Send the token of this service: Authorization: Bearer TOKEN.', {
      'www-authenticate': 'Bearer',
    });
  if (method !== 'GET')
    return problem(405, 'only-get', 'Scores are read and never written: use GET.', { allow: 'GET' });
  if (hasBody) return problem(413, 'no-body', 'A question has no body.');
  return undefined;
}

function lookUp(target: string, { scores, isErased }: AnswerParts): Answer {
  const [, study, person] = (TARGET.exec(target) ?? []).map(decoded);
  if (study === undefined || person === undefined)
    return problem(
      400,
      'address-malformed',
      'Ask for /v1/scores/STUDY/PERSON, both percent-encoded as UTF-8, and nothing behind.',
    );
  const held = scores();
  if (!held)
    return problem(
      503,
      'rows-too-old',
      'The rows could not be read again for too long; the log of the service says why.',
    );
  const table = held.tables.get(study);
  if (!table)
    return problem(
      404,
      'no-such-study',
      'No study of this name is served; "chorale-node status" lists them.',
    );
  // Both are asked for everybody, so that no answer takes its time for being about an erased person.
  const erased = isErased(person);
  const body = table.get(person);
  if (body === undefined || erased)
    return problem(404, 'no-score', 'There is no score of this person to be used in this study.');
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'last-modified': new Date(held.readAt).toUTCString() },
    body,
  };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

export function problem(
  status: number,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', status, code, detail }),
  };
}
