import fc from 'fast-check';
import { packScores, scoresIn } from '../../../client-node/src/score/packed-scores.js';

const id = fc.string({ unit: 'grapheme', maxLength: 12 });

test('packed scores answer what the map they were packed from answers, also from another thread', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(id, fc.string({ unit: 'grapheme', maxLength: 40 })), {
        selector: ([person]) => person,
        maxLength: 60,
      }),
      fc.array(id),
      (entries, others) => {
        const scores = new Map(entries);
        const packed = packScores(scores);
        const moved = structuredClone(packed, { transfer: [packed.slots.buffer, packed.records.buffer] });
        expect(packed.records.byteLength).toBe(0);
        const found = scoresIn(moved);
        expect(found.size).toBe(scores.size);
        for (const person of [...scores.keys(), ...others])
          expect(found.get(person)).toBe(scores.get(person));
      },
    ),
    { numRuns: 100 },
  );
});

test('thousands are found, and nobody else', () => {
  const scores = new Map(Array.from({ length: 5000 }, (_, at) => [`c-${at}`, `{"person":"c-${at}"}`]));
  const found = scoresIn(packScores(scores));
  for (const [person, score] of scores) expect(found.get(person)).toBe(score);
  for (let at = 5000; at < 6000; at += 1) expect(found.get(`c-${at}`)).toBeUndefined();
});
