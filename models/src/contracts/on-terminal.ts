// What others wrote, where a person reads it: a terminal obeys some characters, by which a text could hide or overwrite what stands beside
// it, such as the fingerprint that is to be compared.

/** What terminals obey, line ends and tabs aside; further line ends; marks that turn the direction of what follows. */
const obeyed = /[^\P{Cc}\t\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The text with a question mark in the place of each such character. */
export function onTerminal(text: string): string {
  return text.replaceAll(obeyed, '?');
}

/** Likewise, in one line: so that what others wrote begins none that looks like ours. */
export function onOneLine(text: string): string {
  return onTerminal(text.trim().replaceAll(/\s*[\r\n\u2028\u2029]\s*/gu, ' '));
}
