// Derives the page for a Trino of one's own: docs/trino.md is kept equal to it by a test.
import { hiveTableStatement } from './hive-table.ts';
import type { TableDefinition } from './table-definition.ts';

export function trinoPage(table: TableDefinition): string {
  const statement = hiveTableStatement(table, {
    name: `hive.tracelake.${table.name}_landing`,
    location: `s3://my-lake/landing/${table.name}`,
    days: ['2026-01-01', 'NOW'],
  });
  return `# A Trino of your own

Generated from \`packages/schema\`; a test keeps it equal. A Trino that you run reads a lake's landing files where they lie, and \`--engine trino\` asks it: the
same SQL, the same types and errors ([sql.md](sql.md)). Tracelake's tests do so with Trino 476, over the files that it has written itself.

1. Give Trino a Hive catalogue that reaches the files. \`etc/catalog/hive.properties\`, for a bucket:

   \`\`\`properties
   connector.name=hive
   hive.metastore=glue
   fs.native-s3.enabled=true
   s3.region=eu-central-1
   hive.partition-projection-enabled=true
   hive.ignore-absent-partitions=true
   \`\`\`

   For a folder that Trino's machine sees, with \`/var/lib/tracelake\` as \`--data\`:

   \`\`\`properties
   connector.name=hive
   hive.metastore=file
   hive.metastore.catalog.dir=local:///metastore
   fs.native-local.enabled=true
   local.location=/var/lib
   hive.partition-projection-enabled=true
   hive.ignore-absent-partitions=true
   \`\`\`

2. Make the schema (\`CREATE SCHEMA hive.tracelake\`) and in it the table below, which lists no partitions: hours follow from the name. Its location is
   \`landing/${table.name}\` of the lake: \`s3://my-lake/landing/${table.name}\`, or \`local:///tracelake/landing/${table.name}\` in the folder above. A lake that \`tracelake deploy\` has
   made has this table already, in Glue.
3. Start with \`tracelake up --trino-url https://trino.example:8443 --trino-user me\`; \`--trino-catalog\` and \`--trino-schema\` name another place,
   \`TRACELAKE_TRINO_PASSWORD\` or \`TRACELAKE_TRINO_TOKEN\` say who asks. Then \`tracelake sql --engine trino "SELECT count(*) FROM spans"\`.

Spans of the last seconds lie in no landing file yet: Trino does not see them, and a note of the answer says so.

\`\`\`sql
${statement};
\`\`\`
`;
}
