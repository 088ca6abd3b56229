// A scalar function in JavaScript as plain data; the engine registers it with DuckDB. About 1 µs a row.

interface ScalarValues {
  VARCHAR: string;
  BLOB: Uint8Array;
  BIGINT: bigint;
  DOUBLE: number;
  BOOLEAN: boolean;
  'DOUBLE[]': readonly number[];
}

export type ScalarTypeName = keyof ScalarValues;
export type ScalarValue = ScalarValues[ScalarTypeName];

/** A list only goes in. */
export type ScalarResultTypeName = Exclude<ScalarTypeName, 'DOUBLE[]'>;
export type ScalarResult = ScalarValues[ScalarResultTypeName];

type ArgumentValues<P extends readonly ScalarTypeName[]> = { [K in keyof P]: ScalarValues[P[K]] };

/**
 * `evaluate` is pure, is never called with a NULL (NULL in, NULL out) and never throws: an error is a text `TRINO|code|message`.
 * Its values are in the order of `parameterTypes`: VARCHAR string, BLOB Uint8Array, BIGINT bigint, DOUBLE number, BOOLEAN boolean,
 * DOUBLE[] numbers, none of them NULL.
 */
export interface ScalarFunctionDefinition {
  readonly name: string;
  readonly parameterTypes: readonly ScalarTypeName[];
  readonly returnType: ScalarResultTypeName;
  readonly evaluate: (values: readonly ScalarValue[]) => ScalarResult | null;
}

/** A definition whose function fits its declared types. */
export function scalarFunction<const P extends readonly ScalarTypeName[], R extends ScalarResultTypeName>(
  name: string,
  parameterTypes: P,
  returnType: R,
  evaluate: (...values: ArgumentValues<P>) => ScalarValues[R] | null,
): ScalarFunctionDefinition {
  return {
    name,
    parameterTypes,
    returnType,
    evaluate: (values) => evaluate(...(values as unknown as ArgumentValues<P>)),
  };
}
