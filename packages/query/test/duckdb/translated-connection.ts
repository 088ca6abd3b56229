// A DuckDB connection as translated text needs it: scalar functions registered, prelude run.
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DOUBLE,
  type DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  VARCHAR,
} from '@duckdb/node-api';
import { DUCKDB_PRELUDE } from '../../src/duckdb/prelude.ts';
import type {
  ScalarFunctionDefinition,
  ScalarResult,
  ScalarTypeName,
  ScalarValue,
} from '../../src/duckdb/scalar/scalar-function.ts';
import { DUCKDB_SCALAR_FUNCTIONS } from '../../src/duckdb/scalar-functions.ts';

const TYPES: Readonly<Record<ScalarTypeName, DuckDBType>> = {
  VARCHAR,
  BLOB,
  BIGINT,
  DOUBLE,
  BOOLEAN,
  'DOUBLE[]': LIST(DOUBLE),
};

export async function translatedConnection(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const definition of DUCKDB_SCALAR_FUNCTIONS) connection.registerScalarFunction(registered(definition));
  for (const statement of DUCKDB_PRELUDE) await connection.run(statement);
  return connection;
}

function registered({ name, parameterTypes, returnType, evaluate }: ScalarFunctionDefinition): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: parameterTypes.map((type) => TYPES[type]),
    returnType: TYPES[returnType],
    mainFunction: (_info, input, output) => {
      const vectors = parameterTypes.map((_, i) => input.getColumnVector(i));
      for (let row = 0; row < input.rowCount; row++) {
        const values = vectors.map((vector) => fromDuckdb(vector.getItem(row)));
        output.setItem(row, values.includes(null) ? null : toDuckdb(evaluate(values as ScalarValue[])));
      }
      output.flush();
    },
  });
}

function fromDuckdb(value: DuckDBValue): ScalarValue | null {
  if (value instanceof DuckDBListValue) return value.items as number[];
  if (typeof value === 'object' && value !== null) return (value as DuckDBBlobValue).bytes;
  return value as ScalarValue | null;
}

function toDuckdb(value: ScalarResult | null): DuckDBValue {
  return value instanceof Uint8Array ? blobValue(value) : value;
}
