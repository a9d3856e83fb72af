// Records of processing, impact assessments, and who is responsible.
import { code, facts, note, paragraph, table, together } from '../../pages/elements.js';
import { html, type Html } from '../../pages/html.js';
import type { Section } from '../../pages/page.js';
import type { Evidence } from '../pack-schema.js';
import type { PackWriter } from './cite.js';

type Activity = Evidence['activities'][number];
type Assessment = Evidence['assessments'][number];

export function activitiesSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const body = pack.evidence.activities.map((activity) => activityPart(writer, activity));
  return { id: 'activities', title: texts.sections.activities, body: orNothing(body, texts.none) };
}

function activityPart(writer: PackWriter, activity: Activity): Html {
  const { texts, pack } = writer;
  const own = texts.activity;
  const controllers = pack.evidence.parties.filter(
    ({ agreement, role }) => agreement === activity.agreement && role !== 'processor',
  );
  const { ended } = activity;
  return together(
    html`<h3>${activity.title}</h3>`,
    facts([
      [own.agreement, html`${code(activity.agreement)} ${writer.proof(activity.proof)}`],
      [
        own.state,
        `${own.states[activity.state]}${ended ? ` (${writer.moment(ended.at)}, ${own.endedBy(ended.member, ended.reason)})` : ''}`,
      ],
      [
        own.controllers,
        writer.list(controllers.map(({ name, role }) => `${name} (${texts.party.roles[role]})`)),
      ],
      [own.purpose, activity.purpose],
      [own.legalBasis, activity.legalBasis],
      [own.subjects, html`${own.persons(activity.unit)}: ${writer.amount(activity.persons)}`],
      [own.dropped, activity.dropped.length === 0 ? texts.none : writer.list(activity.dropped)],
      [own.computations, writer.list(activity.computations)],
      [own.recipients, activity.recipients.length === 0 ? texts.nobody : writer.list(activity.recipients)],
      [own.opens, own.openers[activity.opens]],
      [own.regions, activity.regions.length === 0 ? texts.anywhere : writer.list(activity.regions)],
      [own.retention, writer.amount(activity.retention)],
      [own.expires, activity.expires],
      [own.signed, writer.amount(activity.signed)],
      [own.measures, own.measuresText],
      [own.contact, toFill(writer)],
    ]),
    table(
      own.dataTitle,
      [own.name, own.use, own.type, own.sensitivity, own.desensitised, own.description].map((title) => ({
        title,
      })),
      activity.data.map(({ name, use, type, sensitivity, desensitised, description }) => [
        name,
        own.uses[use],
        own.types[type] ?? type,
        own.sensitivities[sensitivity],
        desensitised === null ? '' : own.desensitisations[desensitised],
        description ?? '',
      ]),
    ),
  );
}

export function dpiaSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.dpia;
  const body = pack.evidence.assessments.map((assessment) => {
    const activity = activityOf(writer, assessment);
    return together(
      html`<h3>${activity.title}</h3>`,
      facts([
        [own.description, own.descriptionText],
        [own.necessity, own.necessityText(activity.data.length, activity.fewestNodes.value)],
      ]),
      table(
        own.criteriaCaption,
        [{ title: own.criterion }, { title: own.applies }],
        assessment.gdpr.map(({ criterion, applies, proof }) => [
          own.criteria[criterion],
          html`${writer.whether(applies)} ${writer.proof(proof)}`,
        ]),
      ),
      table(
        own.risksCaption,
        [own.risk, own.measure, own.figures, own.rest].map((title) => ({ title })),
        assessment.risks.map(({ risk, figures }) => [
          own.risks[risk].name,
          own.risks[risk].measure,
          html`${figures.map(
            ({ name, figure }) => html`<div>${own.riskFigures[name] ?? name}: ${writer.amount(figure)}</div>`,
          )}`,
          own.risks[risk].rest,
        ]),
      ),
      facts(own.people.map((name) => [name, toFill(writer)] as const)),
    );
  });
  return { id: 'dpia', title: texts.sections.dpia, body: orNothing(body, texts.none) };
}

export function piplSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.pipl;
  const body = pack.evidence.assessments.map((assessment) => {
    const activity = activityOf(writer, assessment);
    return together(
      html`<h3>${activity.title}</h3>`,
      table(
        own.casesCaption,
        [{ title: own.case }, { title: texts.dpia.applies }],
        assessment.pipl.map((one) => [
          own.cases[one.case],
          html`${writer.whether(one.applies)} ${writer.proof(one.proof)}`,
        ]),
      ),
      html`<p class="muted">${own.contentCaption}</p>`,
      facts([
        [
          own.lawful,
          html`${own.lawfulText(activity.purpose, activity.legalBasis)} ${writer.proof(activity.proof)}`,
        ],
        [own.effects, own.effectsText],
        [own.measures, own.measuresText],
        ...own.people.map((name) => [name, toFill(writer)] as const),
      ]),
    );
  });
  return {
    id: 'pipl',
    title: texts.sections.pipl,
    body: together(orNothing(body, texts.none), note(own.keep)),
  };
}

export function partiesSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.party;
  const { parties, activities } = pack.evidence;
  const unnamed = activities.filter(
    ({ agreement }) => !parties.some((party) => party.agreement === agreement && party.kind === 'operator'),
  );
  const rows = parties.map(({ name, kind, role, agreement, nodes, proof }) => [
    html`${name} ${writer.proof(proof)}`,
    `${own.roles[role]}${kind === 'operator' ? ` (${own.operator})` : ''}`,
    writer.name(agreement),
    html`${nodes.map(
      (node) =>
        html`<div>
          ${node.name}, ${node.region || texts.unknown}, ${writer.moment(node.since)},
          ${own.nodeRoles[node.role]}${node.suspended ? ` (${own.suspended})` : ''}
        </div>`,
    )}`,
  ]);
  const body = together(
    table(
      own.caption,
      [own.name, own.role, own.agreement, own.nodes].map((title) => ({ title })),
      rows,
    ),
    unnamed.length > 0
      ? note(`${own.noOperator} (${writer.list(unnamed.map(({ title }) => title))})`)
      : undefined,
  );
  return { id: 'parties', title: texts.sections.parties, body };
}

function activityOf({ pack }: PackWriter, { agreement }: Assessment): Activity {
  return pack.evidence.activities.find((one) => one.agreement === agreement)!;
}

function toFill({ texts }: PackWriter): Html {
  return html`<span class="muted">${texts.toFill} ____________________</span>`;
}

function orNothing(parts: readonly Html[], none: string): Html {
  return parts.length === 0 ? paragraph(none) : together(...parts);
}
