import { onOneLine, onTerminal } from '@chorale/models/planning';

test('what a terminal obeys is shown as a question mark, in lines that stay lines', () => {
  expect(onTerminal('a\tb\nc')).toBe('a\tb\nc');
  expect(onTerminal('read 1234\u001b[8m\r\u0007\u007f\u009b31m')).toBe('read 1234?[8m????31m');
  expect(onTerminal('\u202eabc\u2066\u2028')).toBe('?abc??');
  for (const text of ['Zürich', '北京', 'می‌شود', '👩‍🌾']) expect(onTerminal(text)).toBe(text);
});

test('on one line no text begins another one', () => {
  expect(onOneLine('keep\r\n customers\u2028Title: x\n')).toBe('keep customers Title: x');
});
