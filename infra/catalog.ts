// Glue's database and its tables over the landing files, derived from `schema`: Firehose converts to them, Athena reads by them.
import {
  glueColumns,
  LANDING_FORMAT,
  LANDING_PARTITION_KEYS,
  landingParameters,
  SPANS_TABLE,
  type TableDefinition,
} from '@tracelake/schema';
import { databaseName } from './resource-name.ts';
import type { Storage } from './storage.ts';

const TABLES: readonly TableDefinition[] = [SPANS_TABLE];

export interface Catalog {
  readonly database: aws.glue.CatalogDatabase;
  /** By the table's own name: `spans` lies in `spans_landing`. */
  readonly landing: Readonly<Record<string, aws.glue.CatalogTable>>;
}

export function createCatalog({ bucket }: Storage): Catalog {
  const database = new aws.glue.CatalogDatabase('Catalog', {
    name: databaseName(),
    description: `Tracelake, stage ${$app.stage}`,
  });
  const landing = TABLES.map((table) => [table.name, createLandingTable(table, database, bucket)] as const);
  return { database, landing: Object.fromEntries(landing) };
}

function createLandingTable(
  table: TableDefinition,
  database: aws.glue.CatalogDatabase,
  bucket: sst.aws.Bucket,
): aws.glue.CatalogTable {
  const { inputFormat, outputFormat, serializationLibrary } = LANDING_FORMAT;
  const location = $interpolate`s3://${bucket.name}/landing/${table.name}/`;
  return new aws.glue.CatalogTable(`${capitalized(table.name)}Landing`, {
    name: `${table.name}_landing`,
    databaseName: database.name,
    tableType: 'EXTERNAL_TABLE',
    description: 'What Firehose wrote, by hour of arrival, UTC',
    partitionKeys: LANDING_PARTITION_KEYS.map((name) => ({ name, type: 'string' })),
    parameters: location.apply(landingParameters),
    storageDescriptor: {
      location,
      columns: glueColumns(table).map(({ Name, Type, Comment }) => ({ name: Name, type: Type, comment: Comment })),
      inputFormat,
      outputFormat,
      serDeInfo: { serializationLibrary },
    },
  });
}

function capitalized(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}
