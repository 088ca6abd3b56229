// What is not seen is shown by its code.
import { expect, it } from 'vitest';
import { visibleText } from '../../src/format/visible-text.ts';

it('an override of direction turns nothing round', () => {
  expect(visibleText('pay\u202Egpj.exe')).toBe('pay⟨U+202E⟩gpj.exe');
  expect(visibleText('a\u2066b\u200Fc\u0000d\uFEFF')).toBe('a⟨U+2066⟩b⟨U+200F⟩c⟨U+0000⟩d⟨U+FEFF⟩');
});

it('what people write stays: other scripts, joined signs, lines', () => {
  for (const text of ['שלום', 'مرحبا', '👩‍💻 déploiement', 'two\nlines\tand a tab', ''])
    expect(visibleText(text)).toBe(text);
});
