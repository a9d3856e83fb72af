// HTML that cannot be broken into: every text is escaped on its way in, and only markup that was built here
// passes as it is.

/** Finished markup. Texts come in through {@link html} only. */
export class Html {
  readonly markup: string;

  /** Whoever calls this vouches for the markup. */
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlPart = string | number | Html | readonly Html[] | undefined;

// Control characters, which no HTML text may hold, and marks that turn the direction of what follows.
const unprintable = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/gu;

/** The text with a replacement character wherever a reader could be deceived. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, '\ufffd');
}

/** Text as HTML, safe in element content and in quoted attributes. */
export function escapeText(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Markup with values in it: strings and numbers are escaped, lists joined, undefined left out. */
export function html(fixed: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return new Html(fixed.reduce((markup, piece, index) => markup + partMarkup(values[index - 1]) + piece));
}

function partMarkup(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(({ markup }) => markup).join('');
  return escapeText(String(part));
}
