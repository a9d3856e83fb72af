// What fails again and again for one reason is told once: a node that was removed asks every few seconds, for as long as it runs.
export class ToldFailures {
  private readonly last = new Map<string, string>();

  /** @returns whether the failure is another one than the last of the same kind. */
  isNews(kind: string, error: unknown): boolean {
    const reason = error instanceof Error ? error.message : String(error);
    const isNews = this.last.get(kind) !== reason;
    this.last.set(kind, reason);
    return isNews;
  }

  /** It went well: the next failure is news again. */
  forget(kind: string): void {
    this.last.delete(kind);
  }
}
