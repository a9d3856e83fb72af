import { readOnce } from '../../../coordinator/src/storage/read-once.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a document that is named by its hash', () => {
  const read: string[] = [];
  const textOf = (most: number): ((hash: string, document: Uint8Array) => { text: string }) => {
    read.length = 0;
    return readOnce((document) => {
      const text = new TextDecoder().decode(document);
      read.push(text);
      if (text === 'damaged') throw new RangeError('damaged');
      return { text };
    }, most);
  };

  it('is read once, and each by its own hash', () => {
    const known = textOf(2);
    const first = known('1', bytes('one'));
    expect(known('2', bytes('two'))).toEqual({ text: 'two' });
    expect(known('1', bytes('one'))).toBe(first);
    expect(read).toEqual(['one', 'two']);
  });

  it('is forgotten when more are asked for, the one first that nobody asked for longest', () => {
    const known = textOf(2);
    for (const hash of ['1', '2', '1', '3', '1', '2']) known(hash, bytes(hash));
    expect(read).toEqual(['1', '2', '3', '2']);
  });

  it('is read again where reading it failed', () => {
    const known = textOf(2);
    expect(() => known('1', bytes('damaged'))).toThrow('damaged');
    expect(known('1', bytes('whole'))).toEqual({ text: 'whole' });
  });
});
