// Secrets reach a configuration only by reference: ${env:NAME} stands for an environment variable, so
// that node.yaml can be shown, backed up and put under version control.
const reference = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Names of the environment variables that a text refers to. */
export function environmentReferences(text: string): string[] {
  return [...text.matchAll(reference)].map((match) => match[1]!);
}

/**
 * A connection URL with its `${env:NAME}` references filled in. A reference that is the whole text is
 * taken as it is; one inside a URL is percent-encoded, so that a password may hold any character.
 * Variables that are not set stay away from the result: ask `environmentReferences` first.
 */
export function fillEnvironment(text: string, environment: NodeJS.ProcessEnv): string {
  const whole = environmentReferences(text).length === 1 && text.replace(reference, '') === '';
  return text.replace(reference, (_, name: string) => {
    const value = environment[name] ?? '';
    return whole ? value : encodeURIComponent(value);
  });
}

/** Whether a connection URL spells out a password instead of referring to a variable. */
export function spellsOutPassword(url: string): boolean {
  const password = /^[a-z0-9+]+:\/\/[^/@]*?:(.*)@/i.exec(url)?.[1];
  const parameter = /[?&]password=([^&]*)/i.exec(url)?.[1];
  return [password, parameter].some((part) => part !== undefined && part.replace(reference, '') !== '');
}
