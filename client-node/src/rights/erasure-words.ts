import type { AffectedStudy, ErasureStatement } from './certificate.js';

/** Lines for people about what a certificate states. */
export function erasureInWords(statement: ErasureStatement): string[] {
  const { member, node, pseudonym, ground, requestedOn, dueOn, erasedAt, rowsInSource, studies } = statement;
  const { cleaned, without, gone, unreadable } = statement.scoredLists;
  const since = statement.contributionsSince;
  return [
    `Node "${node}" of ${member}: person ${pseudonym.slice(0, 16)}..., ${ground}, requested ${requestedOn}, due ${dueOn}, erased ${erasedAt}.`,
    'The person is left out wherever this node reads rows from now on: training, scoring, audits.',
    `${rowsInSource} rows stand in the source, which this node reads and never writes: delete them where they are kept.`,
    `Lists of scores: taken out of ${cleaned}, not in ${without}, ${gone} files gone, ${unreadable} to look at.`,
    studies.length === 0
      ? 'This node has contributed to no study that could hold the person.'
      : `Studies that may hold the person, all that this node contributed to${since === null ? '' : ` since ${since}`}; who was in which is not recorded:`,
    ...studies.flatMap(studyInWords),
  ];
}

function studyInWords(study: AffectedStudy): string[] {
  const { name, computation, agreementTitle, contributions, firstOn, lastOn, released, privacy, answer } =
    study;
  const model =
    released === null
      ? 'nothing released to this node'
      : `state ${released.state.slice(0, 16)} after ${released.rounds} rounds${released.finished ? ', finished' : ''}`;
  return [
    `  ${name} (${computation}, "${agreementTitle}"): ${contributions} contributions, ${firstOn} to ${lastOn}; ${model}`,
    answer === 'privacy-argument'
      ? `    What was released tells next to nothing of one person: ${privacy}.`
      : `    To be run again without the person: ${privacy}.`,
  ];
}
