// JSON by path and by index as Trino reads it: token by token, no further than what is asked for. What stands behind that may be anything.
import { RAISE_PREFIX } from '../raise.ts';
import { jsonExtractSteps } from './json-extract-path.ts';
import { JsonScanner, textOfToken } from './json-scanner.ts';
import { jsonString } from './json-text.ts';
import { jsonValueText } from './json-value-text.ts';

/** Thrown through the callbacks of the scanner: the rest of the text is not looked at. */
class Found {
  readonly value: string | bigint | boolean | null;

  constructor(value: Found['value']) {
    this.value = value;
  }
}

/** What `read` finds; `null` where it finds nothing, or what it reads is no JSON. */
function search<T extends Found['value']>(text: string, read: (scanner: JsonScanner) => T): T {
  try {
    return read(new JsonScanner(text));
  } catch (error) {
    return (error instanceof Found ? error.value : null) as T;
  }
}

/** JSON text of the value at a path. */
export function jsonExtract(text: string, path: string): string | null {
  return valueAt(text, path, copyOf);
}

/** JSON text of the member that a row's field takes: by its key in lower case. Two such keys are an error text, which is no JSON. */
export function jsonField(text: string, name: string): string | null {
  return search<string | null>(text, (scanner) => {
    const found: string[] = [];
    scanner.object((rawKey) => {
      if (textOfToken(rawKey).toLowerCase() === name) found.push(copyOf(scanner));
      else scanner.skip();
    });
    if (found.length > 1) return `${RAISE_PREFIX}|INVALID_CAST_ARGUMENT|Cannot cast to row. Duplicate field: ${name}`;
    return found[0] ?? null;
  });
}

/** Text of a scalar, a number with the digits it was written with; `null` for objects, arrays and null. */
export function jsonExtractScalar(text: string, path: string): string | null {
  return valueAt(text, path, scalarText);
}

/** Members or elements of the value at the path; 0 for a scalar. */
export function jsonSize(text: string, path: string): bigint | null {
  return valueAt(text, path, (scanner) => {
    let size = 0n;
    const count = (): void => {
      size++;
      scanner.skip();
    };
    const next = scanner.peek();
    if (next === '{') scanner.object(count);
    else if (next === '[') scanner.array(count);
    else scanner.skip();
    return size;
  });
}

export function jsonArrayLength(text: string): bigint | null {
  return search(text, (scanner) => {
    if (scanner.peek() !== '[') return null;
    let length = 0n;
    scanner.array(() => {
      length++;
      scanner.skip();
    });
    return length;
  });
}

/** JSON text of an element, from the end where `index` is negative. A text comes without its quotes: Trino's own oddity. */
export function jsonArrayGet(text: string, index: bigint): string | null {
  const place = index < 0n ? (jsonArrayLength(text) ?? 0n) + index : index;
  if (place < 0n) return null;
  return search(text, (scanner) => {
    if (scanner.peek() !== '[') return null;
    scanner.array((i) => {
      if (BigInt(i) === place) throw new Found(isScalar(scanner) ? scalarText(scanner) : copyOf(scanner));
      scanner.skip();
    });
    return null;
  });
}

/** Whether a JSON array holds a value; `matches` consumes one element. */
function arrayContains(text: string, matches: (scanner: JsonScanner) => boolean): boolean | null {
  return search(text, (scanner) => {
    if (scanner.peek() !== '[') return null;
    scanner.array(() => {
      if (matches(scanner)) throw new Found(true);
    });
    return false;
  });
}

export function jsonArrayContainsText(text: string, wanted: string): boolean | null {
  return arrayContains(text, (scanner) => {
    if (scanner.peek() === '"') return textOfToken(scanner.stringToken()) === wanted;
    scanner.skip();
    return false;
  });
}

export function jsonArrayContainsBoolean(text: string, wanted: boolean): boolean | null {
  return arrayContains(text, (scanner) => {
    const next = scanner.peek();
    if (next === 't' || next === 'f') return (scanner.literalToken() === 'true') === wanted;
    scanner.skip();
    return false;
  });
}

/** Whole numbers equal bigints only, others doubles only. */
export function jsonArrayContainsNumber(text: string, wanted: bigint | number): boolean | null {
  return arrayContains(text, (scanner) => {
    if (!isNumberStart(scanner.peek())) {
      scanner.skip();
      return false;
    }
    const token = scanner.numberToken();
    const isWhole = /^-?\d+$/.test(token);
    return typeof wanted === 'bigint' ? isWhole && BigInt(token) === wanted : !isWhole && Number(token) === wanted;
  });
}

function valueAt<T extends string | bigint | null>(
  text: string,
  path: string,
  read: (scanner: JsonScanner) => T,
): T | null {
  const steps = jsonExtractSteps(path);
  return search<T | null>(text, (scanner) => {
    if (steps.length === 0) return scanner.root(read);
    descend(scanner, steps, 0, read);
    return null;
  });
}

/** Throws Found. A number may name a member, and a member's name an element: Trino does not tell them apart. */
function descend(
  scanner: JsonScanner,
  steps: readonly string[],
  depth: number,
  read: (scanner: JsonScanner) => Found['value'],
): void {
  if (depth === steps.length) throw new Found(read(scanner));
  const take = (matches: boolean): void => {
    if (!matches) scanner.skip();
    else {
      descend(scanner, steps, depth + 1, read);
      // The first of equal names decides, also where what is sought is not in it.
      throw new Found(null);
    }
  };
  const next = scanner.peek();
  if (next === '{') scanner.object((rawKey) => take(textOfToken(rawKey) === steps[depth]));
  else if (next === '[') {
    const wanted = /^\d+$/.test(steps[depth]) ? Number(steps[depth]) : -1;
    scanner.array((index) => take(index === wanted));
  } else throw new Found(null);
}

function isNumberStart(character: string): boolean {
  return character === '-' || (character >= '0' && character <= '9');
}

function isScalar(scanner: JsonScanner): boolean {
  return !['{', '['].includes(scanner.peek());
}

function scalarText(scanner: JsonScanner): string | null {
  const next = scanner.peek();
  if (next === '"') return textOfToken(scanner.stringToken());
  if (next === '{' || next === '[') return null;
  if (isNumberStart(next)) return scanner.numberToken();
  const literal = scanner.literalToken();
  return literal === 'null' ? null : literal;
}

/** The value without blanks, members in their order, equal names too. */
function copyOf(scanner: JsonScanner): string {
  return jsonValueText(scanner, copyOf, copyOfObject);
}

function copyOfObject(scanner: JsonScanner): string {
  const members: string[] = [];
  scanner.object((rawKey) => members.push(`${jsonString(textOfToken(rawKey))}:${copyOf(scanner)}`));
  return `{${members.join(',')}}`;
}
