// An evidence pack as one page that needs no other file: for people, and for paper.
import { code, facts, figures, note, paragraph, together } from '../../pages/elements.js';
import { html } from '../../pages/html.js';
import { page, type Section } from '../../pages/page.js';
import type { Language } from '../../privacy/statement.js';
import type { EvidencePack } from '../pack-schema.js';
import { PackWriter } from './cite.js';
import { flowSection } from './flow-section.js';
import { activitiesSection, dpiaSection, partiesSection, piplSection } from './legal-sections.js';
import {
  citedSection,
  cryptographySection,
  exportsSection,
  incidentsSection,
  rightsSection,
} from './oversight-sections.js';
import { budgetsSection, modelsSection, studiesSection } from './run-sections.js';

/** @returns a whole HTML document that makes no request. */
export function packPage(pack: EvidencePack, language: Language): string {
  const writer = new PackWriter(pack, language);
  const { texts } = writer;
  return page({
    title: titleOf(writer),
    language,
    kicker: texts.kicker(pack.federation.name),
    opening: together(html`<p class="lead">${texts.opening}</p>`, totals(writer)),
    sections: [
      basisSection(writer),
      activitiesSection(writer),
      dpiaSection(writer),
      piplSection(writer),
      partiesSection(writer),
      studiesSection(writer),
      budgetsSection(writer),
      modelsSection(writer),
      flowSection(writer),
      incidentsSection(writer),
      rightsSection(writer),
      exportsSection(writer),
      cryptographySection(writer),
      citedSection(writer),
    ],
    closing: paragraph(texts.closing),
  });
}

function titleOf(writer: PackWriter): string {
  const { texts, pack } = writer;
  const { scope } = pack;
  switch (scope.kind) {
    case 'study':
      return texts.title.study(writer.name(scope.study));
    case 'period':
      return texts.title.period(scope.from, scope.to);
    case 'member':
      return texts.title.member(scope.member);
  }
}

function totals(writer: PackWriter): ReturnType<typeof figures> {
  const { texts, pack, formats } = writer;
  const { erasures, lateErasures, ...rest } = pack.evidence.totals;
  const names = Object.keys(rest) as (keyof typeof rest)[];
  return figures([
    ...names.map((name) => ({
      name: texts.totals[name],
      value: formats.count(rest[name].value),
      remark: writer.proof(rest[name].proof),
    })),
    {
      name: texts.totals.erasures,
      value: formats.count(erasures.value),
      remark: html`${texts.totals.lateErasures}: ${writer.figure(lateErasures)}`,
    },
  ]);
}

function basisSection(writer: PackWriter): Section {
  const { texts, pack, formats } = writer;
  const own = texts.basis;
  const { federation, ledger, madeAt, evidence } = pack;
  const body = together(
    facts([
      [own.scope, titleOf(writer)],
      [own.madeAt, writer.moment(madeAt)],
      [own.federation, html`${federation.name} ${code(federation.id)}`],
      [own.key, code(federation.coordinatorKey)],
      [own.size, formats.count(ledger.size)],
      [own.root, code(ledger.root)],
      [own.check, html`${code('chorale-ledger verify LEDGER --pack pack.json')} ${own.how}`],
    ]),
    evidence.unread.length > 0
      ? note(html`${own.unread(evidence.unread.length)} ${writer.proof(evidence.unread)}`, 'warning')
      : undefined,
  );
  return { id: 'basis', title: texts.sections.basis, body };
}
