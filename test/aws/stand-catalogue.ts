// What a deployed lake has beside its bucket: Glue's table over the landing files, from `schema`, and a workgroup for Athena.
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { glueColumns, SPANS_TABLE } from '@tracelake/schema';
import { STAND_CLIENT, STAND_VARIABLES } from './stand-account.ts';

const DATABASE = 'lake';
const WORKGROUP = 'lake';

/** @param data `s3://bucket` @returns the variables that name them */
export async function createCatalogue(data: string): Promise<Record<string, string>> {
  await glue('CreateDatabase', { DatabaseInput: { Name: DATABASE } });
  await glue('CreateTable', {
    DatabaseName: DATABASE,
    TableInput: {
      Name: 'spans_landing',
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys: ['dt', 'hour'].map((Name) => ({ Name, Type: 'string' })),
      StorageDescriptor: {
        Columns: glueColumns(SPANS_TABLE),
        Location: `${data}/landing/spans/`,
        InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  });
  const { endpoint, region, credentials } = STAND_CLIENT;
  const client = new AthenaClient({ endpoint, region, credentials } as object);
  const ResultConfiguration = { OutputLocation: `${data}/results/` };
  await client.send(new CreateWorkGroupCommand({ Name: WORKGROUP, Configuration: { ResultConfiguration } }));
  client.destroy();
  return { TRACELAKE_ATHENA_WORKGROUP: WORKGROUP, TRACELAKE_GLUE_DATABASE: DATABASE };
}

/** The stand reads the account off the signature and checks nothing else of it. */
async function glue(operation: string, input: object): Promise<void> {
  const credential = `${STAND_VARIABLES.AWS_ACCESS_KEY_ID}/20260101/us-east-1/glue/aws4_request`;
  const response = await fetch(STAND_VARIABLES.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSGlue.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
}
