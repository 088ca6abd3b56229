// Registers the JavaScript scalar functions, which the query package has as plain data, with a DuckDB connection.
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DOUBLE,
  type DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  VARCHAR,
} from '@duckdb/node-api';
import type { ScalarFunctionDefinition, ScalarResult, ScalarTypeName, ScalarValue } from '@tracelake/query';

const TYPES: Readonly<Record<ScalarTypeName, DuckDBType>> = {
  VARCHAR,
  BLOB,
  BIGINT,
  DOUBLE,
  BOOLEAN,
  'DOUBLE[]': LIST(DOUBLE),
};

export function registerScalarFunction(connection: DuckDBConnection, definition: ScalarFunctionDefinition): void {
  const { name, parameterTypes, returnType, evaluate } = definition;
  const registered = DuckDBScalarFunction.create({
    name,
    parameterTypes: parameterTypes.map((type) => TYPES[type]),
    returnType: TYPES[returnType],
    mainFunction(_info, input, output) {
      const vectors = parameterTypes.map((_, i) => input.getColumnVector(i));
      for (let row = 0; row < input.rowCount; row++) {
        const values = vectors.map((vector) => fromDuckdb(vector.getItem(row)));
        output.setItem(row, values.includes(null) ? null : toDuckdb(evaluate(values as ScalarValue[])));
      }
      output.flush();
    },
  });
  connection.registerScalarFunction(registered);
}

function fromDuckdb(value: DuckDBValue): ScalarValue | null {
  if (value instanceof DuckDBListValue) return value.items as number[];
  if (typeof value === 'object' && value !== null) return (value as DuckDBBlobValue).bytes;
  return value as ScalarValue | null;
}

function toDuckdb(value: ScalarResult | null): DuckDBValue {
  return value instanceof Uint8Array ? blobValue(value) : value;
}
