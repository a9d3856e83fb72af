// What ran, what it cost, and what came of it.
import { modelCardSections } from '../../cards/card-page.js';
import { code, note, paragraph, table, together } from '../../pages/elements.js';
import { html, type Html } from '../../pages/html.js';
import type { Section } from '../../pages/page.js';
import type { PackWriter } from './cite.js';

export function studiesSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.study;
  const { studies, decisions } = pack.evidence;
  const body = together(
    table(
      own.caption,
      [
        own.study,
        own.computation,
        own.status,
        own.rounds,
        own.contributors,
        own.smallest,
        own.refusals,
        own.epsilon,
        own.ended,
      ].map((title) => ({ title })),
      studies.map((study) => [
        html`${study.question ?? study.name} ${writer.proof(study.proof)}
          <div class="muted">${study.question === null ? '' : study.name}</div>`,
        study.computation,
        `${own.statuses[study.status]}${study.reason === '' ? '' : `: ${study.reason}`}`,
        html`${writer.figure(study.opened)} / ${writer.figure(study.closed)} / ${writer.figure(study.burned)}
        / ${writer.figure(study.lost)}`,
        writer.figure(study.contributors),
        writer.orNone(study.smallestSum),
        writer.figure(study.refusals),
        study.privacy === null
          ? texts.none
          : html`ε = ${writer.figure(study.privacy.epsilon)}
              <div class="muted">
                δ = ${writer.figure(study.privacy.delta)};
                ${terms(writer, {
                  ...study.privacy,
                  nodesPerPerson: study.privacy.nodesPerPerson.value,
                  colluding: study.privacy.colluding.value,
                })}
              </div>`,
        writer.moment(study.endedAt),
      ]),
    ),
    table(
      own.decisions,
      [own.matter, own.member, own.decision, own.reason, own.at].map((title) => ({ title })),
      decisions.map(({ matter, subject, member, decision, reason, at, proof }) => [
        html`${own.matters[matter]} ${writer.name(subject)} ${writer.proof(proof)}`,
        member,
        own.words[decision] ?? decision,
        reason,
        writer.moment(at),
      ]),
    ),
  );
  return { id: 'studies', title: texts.sections.studies, body };
}

interface Terms {
  readonly unit: string;
  readonly samplingRates: readonly number[];
  readonly nodesPerPerson: number;
  readonly colluding: number;
  readonly accountant: string;
}
function terms(
  writer: PackWriter,
  { unit, samplingRates, nodesPerPerson, colluding, accountant }: Terms,
): string {
  const { texts, formats } = writer;
  const rates =
    samplingRates.length === 0 ? texts.budget.notYet : writer.list(samplingRates.map(formats.short));
  return texts.budget.means(unit, rates, nodesPerPerson, colluding, accountant.toUpperCase());
}

export function budgetsSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.budget;
  const { budgets } = pack.evidence;
  const body =
    budgets.length === 0
      ? paragraph(own.noLimit)
      : table(
          own.caption,
          [own.of, own.limit, own.spent, own.reserved, own.left, own.delta, own.setBy, own.terms].map(
            (title) => ({
              title,
            }),
          ),
          budgets.map((budget) => [
            budget.purpose ?? own.scopes[budget.scope],
            writer.figure(budget.limit),
            writer.figure(budget.spent),
            writer.figure(budget.reserved),
            writer.figure(budget.left),
            writer.figure(budget.delta),
            budget.setBy,
            terms(writer, budget),
          ]),
        );
  return { id: 'budgets', title: texts.sections.budgets, body };
}

export function modelsSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.model;
  const { models } = pack.evidence;
  const columns = [texts.study.study, own.model, own.adopted, own.epsilon, own.from, own.released];
  const body =
    models.length === 0
      ? paragraph(own.noModels)
      : together(
          table(
            own.caption,
            columns.map((title) => ({ title })),
            models.map((model) => [
              model.name,
              code(model.state),
              writer.figure(model.adopted),
              writer.orNone(model.epsilon),
              model.from === null
                ? texts.none
                : html`${writer.name(model.from.study)} ${code(model.from.state)}`,
              writer.moment(model.releasedAt),
            ]),
          ),
          ...models.map(
            ({ name, lineage }) =>
              html`<details>
                <summary>${own.lineage(name, lineage.length)}</summary>
                ${table(
                  own.lineage(name, lineage.length),
                  [own.round, own.nodes, own.state, own.released].map((title) => ({ title })),
                  lineage.map(({ index, nodes, state, closedAt, proof }) => [
                    html`${index + 1} ${writer.proof(proof)}`,
                    writer.figure(nodes),
                    code(state),
                    writer.moment(closedAt),
                  ]),
                )}
              </details>`,
          ),
        );
  return {
    id: 'models',
    title: texts.sections.models,
    body: together(body, overridesPart(writer), cardsPart(writer)),
  };
}

function overridesPart(writer: PackWriter): Html | undefined {
  const { texts, pack } = writer;
  const own = texts.model;
  const { overrides } = pack.evidence;
  if (overrides.length === 0) return undefined;
  return table(
    own.overrides,
    [texts.study.study, own.approvedBy, texts.study.at].map((title) => ({ title })),
    overrides.map(({ study, approvedBy, at, proof }) => [
      html`${writer.name(study)} ${writer.proof(proof)}`,
      writer.list(approvedBy.map(({ member, reason }) => `${member}: ${reason}`)),
      writer.moment(at),
    ]),
  );
}

function cardsPart(writer: PackWriter): Html | undefined {
  const { texts, pack, language } = writer;
  const own = texts.model;
  const { cards } = pack.declared;
  if (cards.length === 0) return undefined;
  const shown = cards.map(
    (card) =>
      html`<details>
        <summary>${own.card(card.model.name, own.writers[card.writtenBy])}</summary>
        ${modelCardSections(card, language).map(
          ({ title, body }) =>
            html`<h3>${title}</h3>
              ${body}`,
        )}
      </details>`,
  );
  return together(html`<h3>${own.cards}</h3>`, note(own.cardsWord), ...shown);
}
