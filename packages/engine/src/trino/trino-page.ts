// One answer of Trino's statement protocol, with 64-bit integers exact.

/** A type as a tree: `{rawType: 'map', arguments: [{kind: 'TYPE', value: …}, …]}`. */
export interface TypeSignature {
  readonly rawType: string;
  readonly arguments: readonly TypeArgument[];
}

export interface TypeArgument {
  readonly kind: 'TYPE' | 'NAMED_TYPE' | 'LONG' | 'VARIABLE';
  readonly value: unknown;
}

export interface PageColumn {
  readonly name: string;
  readonly type: string;
  readonly typeSignature: TypeSignature;
}

export interface PageError {
  readonly message: string;
  readonly errorName: string;
  readonly errorType: 'USER_ERROR' | 'INTERNAL_ERROR' | 'INSUFFICIENT_RESOURCES' | 'EXTERNAL';
  /** Both from 1, in the text Trino was given. */
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number };
}

export interface Page {
  readonly id: string;
  /** Absent on the last page. */
  readonly nextUri?: string;
  /** Comes before or with the first data. */
  readonly columns?: readonly PageColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly stats: { readonly state: string; readonly physicalInputBytes?: number };
  readonly error?: PageError;
}

/** Texts, so that digits inside them are left alone, and whole numbers as tokens, so that digits of fractions are. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** A double may not hold it. */
const LONG_INTEGER = /^-?\d{16,}$/;

/** Integers of 16 digits and more become texts. Throws SyntaxError. */
export function parsePage(body: string): Page {
  const exact = /\d{16}/.test(body)
    ? body.replace(TEXT_OR_NUMBER, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token))
    : body;
  return JSON.parse(exact) as Page;
}
