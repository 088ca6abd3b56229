// Glue's database and its tables over the landing files, derived from `schema`: Firehose converts to them, Athena reads by them.
import { glueColumns, SPANS_TABLE, type TableDefinition } from '@tracelake/schema';
import { databaseName } from './resource-name.ts';
import type { Storage } from './storage.ts';

/** No file is older than the product. */
const FIRST_DAY = '2026-01-01';

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
  const location = $interpolate`s3://${bucket.name}/landing/${table.name}/`;
  return new aws.glue.CatalogTable(`${capitalized(table.name)}Landing`, {
    name: `${table.name}_landing`,
    databaseName: database.name,
    tableType: 'EXTERNAL_TABLE',
    description: 'What Firehose wrote, by hour of arrival, UTC',
    partitionKeys: [
      { name: 'dt', type: 'string' },
      { name: 'hour', type: 'string' },
    ],
    // Hours are computed, not listed and not registered: nothing runs to add them.
    parameters: {
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      'projection.enabled': 'true',
      'projection.dt.type': 'date',
      'projection.dt.format': 'yyyy-MM-dd',
      'projection.dt.range': `${FIRST_DAY},NOW+1DAYS`,
      'projection.hour.type': 'integer',
      'projection.hour.digits': '2',
      'projection.hour.range': '0,23',
      // Its own braces are Athena's to fill in.
      'storage.location.template': $interpolate`${location}dt=$\{dt}/hour=$\{hour}/`,
    },
    storageDescriptor: {
      location,
      columns: glueColumns(table).map(({ Name, Type, Comment }) => ({ name: Name, type: Type, comment: Comment })),
      inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      serDeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
    },
  });
}

function capitalized(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}
