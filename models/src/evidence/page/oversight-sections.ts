// Incidents, rights of persons, exports, and what the program says of itself.
import { code, facts, note, paragraph, table, together } from '../../pages/elements.js';
import { html, type Html } from '../../pages/html.js';
import type { Section } from '../../pages/page.js';
import type { PackWriter } from './cite.js';

export function incidentsSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.incident;
  const { incidents, exclusions } = pack.evidence;
  const columns = [own.title, own.severity, own.concerns, own.opened, own.closed, own.resolution];
  const body = together(
    incidents.length === 0
      ? paragraph(own.no)
      : table(
          own.caption,
          columns.map((title) => ({ title })),
          incidents.map(({ title, severity, member, study, openedAt, closedAt, resolution, proof }) => [
            html`${title} ${writer.proof(proof)}`,
            own.severities[severity] ?? severity,
            `${member ?? texts.everybody}${study === null ? '' : `, ${writer.name(study)}`}`,
            writer.moment(openedAt),
            closedAt === null ? own.open : writer.moment(closedAt),
            resolution ?? '',
          ]),
        ),
    exclusions.length === 0
      ? undefined
      : table(
          own.excluded,
          [{ title: texts.study.study }, { title: texts.flow.node }, { title: texts.study.at }],
          exclusions.map(({ study, nodes, at, proof }) => [
            html`${writer.name(study)} ${writer.proof(proof)}`,
            writer.list(nodes.map((node) => writer.name(node))),
            writer.moment(at),
          ]),
        ),
  );
  return { id: 'incidents', title: texts.sections.incidents, body };
}

export function rightsSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.rights;
  const { erasures, leftOut } = pack.evidence;
  const columns = [own.certificate, own.node, own.requested, own.due, own.done, own.inTime, own.studies];
  const body = together(
    erasures.length === 0
      ? paragraph(own.noErasures)
      : table(
          own.erasuresCaption,
          columns.map((title) => ({ title })),
          erasures.map(({ certificate, node, requestedOn, dueOn, erasedOn, studies, proof }) => [
            html`${code(certificate.slice(0, 16))} ${writer.proof(proof)}`,
            writer.name(node),
            requestedOn,
            dueOn,
            erasedOn,
            erasedOn > dueOn ? texts.no : texts.yes,
            writer.list(studies.map((study) => writer.name(study))),
          ]),
        ),
    leftOut.length === 0
      ? paragraph(own.noLeftOut)
      : table(
          own.leftOutCaption,
          [own.node, own.study, own.withoutConsent, own.erased].map((title) => ({ title })),
          leftOut.map(({ node, study, withoutConsent, erased, proof }) => [
            html`${writer.name(node)} ${writer.proof(proof)}`,
            writer.name(study),
            withoutConsent ?? own.notAsked,
            erased ?? texts.none,
          ]),
        ),
  );
  return { id: 'rights', title: texts.sections.rights, body };
}

export function exportsSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.exported;
  const { exports } = pack.evidence;
  const body =
    exports.length === 0
      ? paragraph(own.no)
      : table(
          own.caption,
          [own.at, own.role, own.route, own.reason].map((title) => ({ title })),
          exports.map(({ at, role, route, reason, proof }) => [
            html`${writer.moment(at)} ${writer.proof(proof)}`,
            role,
            route,
            reason ?? '',
          ]),
        );
  return { id: 'exports', title: texts.sections.exports, body };
}

export function cryptographySection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.cryptography;
  const { program, cryptography, sbom } = pack.declared;
  const components = componentsIn(sbom);
  const body = together(
    note(own.declared),
    facts([
      [own.program, `${program.name} ${program.version}, Node ${program.node}, OpenSSL ${program.openssl}`],
    ]),
    table(
      own.caption,
      [own.primitive, own.use, own.parameters, own.library, own.standard].map((title) => ({ title })),
      cryptography.map(({ name, use, parameters, library, version, standard }) => [
        name,
        own.uses[name] ?? use,
        parameters,
        `${library} ${version}`,
        standard,
      ]),
    ),
    html`<details>
      <summary>${own.components(components.length)}</summary>
      ${table(
        own.componentsCaption,
        [own.component, own.version, own.licence].map((title) => ({ title })),
        components,
      )}
    </details>`,
  );
  return { id: 'cryptography', title: texts.sections.cryptography, body };
}

/** Name, version and licence of each library of a CycloneDX document, whoever wrote it. */
function componentsIn({ components }: Readonly<Record<string, unknown>>): string[][] {
  if (!Array.isArray(components)) return [];
  return components.flatMap((component: unknown) => {
    const { type, group, name, version, licenses } = (component ?? {}) as Readonly<Record<string, unknown>>;
    if (type !== 'library' || typeof name !== 'string') return [];
    const full = typeof group === 'string' ? `${group}/${name}` : name;
    return [[full, typeof version === 'string' ? version : '', licenceIn(licenses)]];
  });
}

function licenceIn(licenses: unknown): string {
  const [first] = Array.isArray(licenses) ? (licenses as unknown[]) : [];
  const { expression, license } = (first ?? {}) as { expression?: unknown; license?: { id?: unknown } };
  const name = expression ?? license?.id;
  return typeof name === 'string' ? name : '';
}

export function citedSection(writer: PackWriter): Section {
  const { texts, pack } = writer;
  const own = texts.cited;
  const rows: Html[] = pack.records.map(
    ({ entry, kind, at, hash }) =>
      html`<tr id="entry-${entry}">
        <th scope="row">${entry}</th>
        <td>${kind}</td>
        <td>${writer.moment(at)}</td>
        <td>${code(hash)}</td>
      </tr>`,
  );
  const body = html`<div class="scroll" tabindex="0" role="region" aria-label="${own.caption}">
    <table>
      <caption>
        ${own.caption}
      </caption>
      <thead>
        <tr>
          ${[own.entry, own.kind, own.at, own.hash].map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
  return { id: 'cited', title: texts.sections.cited, body };
}
