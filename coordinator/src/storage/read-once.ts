/**
 * For documents that are named by their hash, which therefore never change: each is read once, however many requests ask
 * for it. What is read is shared, so nobody may change it.
 * @param read what a document says; what it throws is not kept.
 * @param most documents that are remembered; those that were asked for longest ago are forgotten.
 */
export function readOnce<T>(
  read: (document: Uint8Array) => T,
  most: number,
): (hash: string, document: Uint8Array) => T {
  const known = new Map<string, T>();
  return (hash, document) => {
    const content = known.has(hash) ? known.get(hash)! : read(document);
    // The youngest stands last.
    known.delete(hash);
    known.set(hash, content);
    if (known.size > most) known.delete(known.keys().next().value!);
    return content;
  };
}
