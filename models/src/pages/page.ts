import type { Language } from '../privacy/statement.js';
import { Html, html } from './html.js';
import { stylesheet } from './style.js';

/** One titled part of a page. */
export interface Section {
  /** Fragment that links point to: lower-case letters and `-`. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

export interface Page {
  readonly title: string;
  readonly language: Language;
  /** Small line above the title. */
  readonly kicker?: string;
  /** What stands between the title and the sections. */
  readonly opening?: Html;
  readonly sections: readonly Section[];
  readonly closing?: Html;
}

// Nothing may be fetched, run, framed or sent, even if some text slipped through the escaping.
const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const contentsLabel: Record<Language, string> = { en: 'Contents', 'zh-CN': '目录' };

/** A whole HTML document that needs no other file: no script, no font, no image, no request. */
export function page({ title, language, kicker, opening, sections, closing }: Page): string {
  const links = sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`);
  const parts = sections.map(
    ({ id, title: name, body }) =>
      html`<section id="${id}" aria-labelledby="${id}-title">
        <h2 id="${id}-title">${name}</h2>
        ${body}
      </section> `,
  );
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(contentSecurityPolicy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${new Html(stylesheet)}
        </style>
      </head>
      <body>
        <header>
          ${kicker === undefined ? undefined : html`<p class="kicker">${kicker}</p>`}
          <h1>${title}</h1>
          ${opening}
          <nav aria-label="${contentsLabel[language]}">
            <ol>
              ${links}
            </ol>
          </nav>
        </header>
        <main>${parts}</main>
        <footer>${closing}</footer>
      </body>
    </html> `.markup;
}
