// Erasures as officers look after them: what each concerns, how long there is left, and what the federation answered for each
// study: that its noise is argument enough, that it was trained anew without the person, or that it led to no model. Nobody here
// knows who was erased.
import type { Hash, StudyId } from '@chorale/crypto';
import { parseAgreement } from '../agreements/standing.js';
import type { BudgetView } from '../budget/budget-view.js';
import type { Ledger } from '../ledger/ledger.js';
import { requireStudyOf, type OnlyMember } from '../people/member-view.js';
import type { Principal } from '../people/roles.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { ErasureReport } from '../reports/erasure-schemas.js';
import type { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { Agreements, Nodes } from '../storage/tables/federation-tables.js';
import {
  ErasureAnswers,
  Erasures,
  type ErasureAnswerRow,
  type ErasureRow,
} from '../storage/tables/erasure-tables.js';
import { Studies, type StudyRow } from '../storage/tables/round-tables.js';
import { parseStudy } from '../studies/study-record.js';
import type { ErasureAnswer } from './erasure-answers.js';

const DAY_MS = 24 * 3_600_000;

export interface NewAnswer {
  /** Id or name; one of those that the certificate names. */
  readonly study: string;
  readonly answer: ErasureAnswer;
  /** Id or name, with `retrained`. */
  readonly successor?: string | undefined;
  /** Why the answer is enough, for the ledger. */
  readonly reason: string;
}

export class ErasureBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly budget: BudgetView,
  ) {}

  /** In the order in which they were told. @param isOpen only those with a study that is not answered. */
  list(onlyMember: OnlyMember, isOpen: boolean): Promise<ErasureReport[]> {
    return this.database.read(async (manager) => {
      const reports: ErasureReport[] = [];
      for (const row of await manager.find(Erasures, { order: { entry: 'ASC' } })) {
        const report = await this.reportOf(manager, row, onlyMember);
        if (report && (!isOpen || report.daysLeft !== null)) reports.push(report);
      }
      return reports;
    });
  }

  /** @throws CoordinatorError `not-found`, also for one of another member. */
  find(certificate: string, onlyMember: OnlyMember): Promise<ErasureReport> {
    return this.database.read((manager) => this.required(manager, certificate, onlyMember));
  }

  /**
   * Records what the federation answers for one study. The first answer stands; the same again changes nothing.
   * @throws CoordinatorError `not-found`, `erasure-answered` for another answer than was given, `erasure-answer-refused` for one
   * that the records do not bear out.
   */
  answer(who: Principal, certificate: string, wish: NewAnswer): Promise<ErasureReport> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const erasure = await this.required(manager, certificate, who.member);
      const study = await requireStudyOf(manager, wish.study, who.member);
      const about = erasure.studies.find(({ study: id }) => id === study.id);
      if (!about)
        throw new CoordinatorError(
          'not-found',
          `the certificate does not name study "${wish.study}"; its studies are those of the erasure`,
        );
      const { answer, reason } = wish;
      const successor = await this.successorOf(manager, who.member, erasure, study, wish);
      if (about.answer) {
        const isSame = about.answer.answer === answer && about.answer.successor === (successor?.id ?? null);
        if (isSame) return erasure;
        throw new CoordinatorError(
          'erasure-answered',
          `the study was answered with "${about.answer.answer}" in entry ${about.answer.entry}; that stands`,
        );
      }
      requireBorneOut(answer, study, about);
      const { epsilon, delta } = about.privacy;
      const row = { certificate: certificate as Hash, study: study.id, answer, reason, epsilon, delta };
      const entry = await this.ledger.append(transaction, {
        kind: 'erasure-answered',
        actor: who.actor,
        subject: certificate,
        payload: { ...row, successor: successor?.id ?? null, member: erasure.member },
      });
      await manager.insert(ErasureAnswers, {
        ...row,
        successor: successor?.id ?? null,
        by: who.actor,
        at: this.clock.now(),
        entry,
      });
      return this.required(manager, certificate, who.member);
    });
  }

  /** The study that was trained anew: as the other one, begun after the person was erased, and ended with a model. */
  private async successorOf(
    manager: Rows,
    onlyMember: OnlyMember,
    { toldAt }: ErasureReport,
    study: StudyRow,
    { answer, successor: named }: NewAnswer,
  ): Promise<StudyRow | undefined> {
    if (answer !== 'retrained') {
      if (named !== undefined)
        throw new CoordinatorError('malformed', 'successor: goes with the answer "retrained" alone');
      return undefined;
    }
    if (named === undefined)
      throw new CoordinatorError('malformed', 'successor: name the study that was trained anew');
    const successor = await requireStudyOf(manager, named, onlyMember);
    const [before, after] = [parseStudy(study), parseStudy(successor)];
    const purposes = [];
    for (const { agreement } of [study, successor])
      purposes.push((await termsOf(manager, agreement)).purpose);
    const reason =
      successor.id === study.id || before.computation !== after.computation || purposes[0] !== purposes[1]
        ? 'is another study than this one trained anew: computation and purpose have to be the same'
        : successor.startedAt <= toldAt
          ? 'was started before the erasure was told, so the person may be in it'
          : successor.status !== 'finished'
            ? 'has not finished'
            : undefined;
    if (reason !== undefined)
      throw new CoordinatorError('erasure-answer-refused', `study "${successor.name}" ${reason}`);
    return successor;
  }

  private async required(manager: Rows, certificate: string, onlyMember: OnlyMember): Promise<ErasureReport> {
    const row = await manager.findOneBy(Erasures, { certificate: certificate as Hash });
    const report = row && (await this.reportOf(manager, row, onlyMember));
    if (!report)
      throw new CoordinatorError('not-found', `there is no erasure ${certificate}; list the erasures`);
    return report;
  }

  /** Undefined for one of another member. */
  private async reportOf(
    manager: Rows,
    { certificate, node: id, requestedOn, dueOn, erasedOn, studies: ids, entry, toldAt }: ErasureRow,
    onlyMember: OnlyMember,
  ): Promise<ErasureReport | undefined> {
    const { name, member } = await manager.findOneByOrFail(Nodes, { id });
    if (onlyMember !== null && onlyMember !== member) return undefined;
    const answers = await manager.findBy(ErasureAnswers, { certificate });
    const studies: ErasureReport['studies'] = [];
    for (const study of JSON.parse(ids) as StudyId[])
      studies.push(
        await this.studyOf(
          manager,
          study,
          answers.find((row) => row.study === study),
        ),
      );
    const isAnswered = studies.every(({ answer }) => answer !== null);
    const today = new Date(this.clock.now()).toISOString().slice(0, 10);
    return {
      ...{ certificate, node: name, member, requestedOn, dueOn, erasedOn, entry, toldAt, studies },
      erasedInTime: erasedOn <= dueOn,
      daysLeft: isAnswered ? null : Math.round((Date.parse(dueOn) - Date.parse(today)) / DAY_MS),
    };
  }

  private async studyOf(
    manager: Rows,
    id: StudyId,
    answered: ErasureAnswerRow | undefined,
  ): Promise<ErasureReport['studies'][number]> {
    const row = await manager.findOneByOrFail(Studies, { id });
    const terms = await termsOf(manager, row.agreement);
    const privacy = await this.budget.statementOfStudy(manager, id, terms);
    const { answer, successor, reason, by, at, entry } = answered ?? {};
    return {
      ...{ study: id, name: row.name, status: row.status, agreement: row.agreement, purpose: terms.purpose },
      computation: parseStudy(row).computation,
      model: row.roundsClosed === 0 ? null : { state: row.state, rounds: row.roundsClosed },
      privacy,
      proposed: proposedFor(row, privacy.epsilon),
      answer:
        answer === undefined
          ? null
          : { answer, successor: successor ?? null, reason: reason!, by: by!, at: at!, entry: entry! },
    };
  }
}

/** What the records bear out; whether an epsilon is small enough is for people to judge. */
function proposedFor({ status, roundsClosed }: StudyRow, epsilon: number | null): ErasureAnswer {
  const hasEnded = status === 'finished' || status === 'stopped';
  if (hasEnded && roundsClosed === 0) return 'no-model';
  return epsilon === null ? 'retrained' : 'privacy-argument';
}

function requireBorneOut(
  answer: ErasureAnswer,
  { name, status, roundsClosed }: StudyRow,
  { privacy, proposed }: ErasureReport['studies'][number],
): void {
  if (answer === 'privacy-argument' && privacy.epsilon === null)
    throw new CoordinatorError(
      'erasure-answer-refused',
      `study "${name}" added no noise, so there is no privacy argument: have it trained anew under another name, and answer with that`,
    );
  if (answer === 'no-model' && proposed !== 'no-model')
    throw new CoordinatorError(
      'erasure-answer-refused',
      `study "${name}" is ${status}, ${roundsClosed} of its rounds closed: it led, or may lead, to a model`,
    );
}

async function termsOf(manager: Rows, agreement: StudyRow['agreement']) {
  return parseAgreement(await manager.findOneByOrFail(Agreements, { hash: agreement }));
}
