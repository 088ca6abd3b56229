// The lines of a stack: which are frames, where each lies in few words, which belong to the runtime and are folded. Pure.

export type StackLine =
  | { readonly kind: 'text'; readonly text: string }
  /** `call` is empty where the frame has no name; `file` is the whole path. */
  | { readonly kind: 'frame'; readonly call: string; readonly place: string; readonly file: string }
  | { readonly kind: 'runtime'; readonly frames: number };

const FRAME = /^\s*at (?:(.+) \((.+)\)|(.+))$/;
const RUNTIME = /node:|\/node_modules\/|\/var\/(?:runtime|lang)\/|^<anonymous>$|^native$/;
const SHOWN_PARTS = 3;

export function stackLines(stack: string): readonly StackLine[] {
  const lines: StackLine[] = [];
  for (const text of stack.split('\n')) {
    const frame = FRAME.exec(text);
    const last = lines.at(-1);
    if (frame === null) {
      lines.push({ kind: 'text', text });
      continue;
    }
    const [, named, at, bare = ''] = frame;
    const file = at ?? bare.replace(/^async /, '');
    if (!RUNTIME.test(file)) lines.push({ kind: 'frame', call: named ?? '', place: shortPlace(file), file });
    else if (last?.kind === 'runtime') lines[lines.length - 1] = { kind: 'runtime', frames: last.frames + 1 };
    else lines.push({ kind: 'runtime', frames: 1 });
  }
  return lines;
}

/** The end of a path tells the file; its beginning is the same in every line. */
function shortPlace(file: string): string {
  return file
    .replace(/^file:\/\//, '')
    .split('/')
    .slice(-SHOWN_PARTS)
    .join('/');
}
