// What is coloured in a few lines of any language: texts in quotes, values of variables, words that load a library. Pure.

export interface CodePart {
  readonly text: string;
  readonly kind: 'plain' | 'value' | 'word';
}

const PARTS = /(?<value>'[^'\n]*'|"[^"\n]*"|(?<=^[A-Z_]+=)[^\s\\]+)|(?<word>\b(?:import|from|defer|if)\b(?= ))/gm;

export function codeParts(code: string): readonly CodePart[] {
  const parts: CodePart[] = [];
  let end = 0;
  for (const found of code.matchAll(PARTS)) {
    if (found.index > end) parts.push({ text: code.slice(end, found.index), kind: 'plain' });
    parts.push({ text: found[0], kind: found.groups?.['word'] === undefined ? 'value' : 'word' });
    end = found.index + found[0].length;
  }
  if (end < code.length) parts.push({ text: code.slice(end), kind: 'plain' });
  return parts;
}
