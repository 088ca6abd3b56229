// The whole stack in the order it is made: the table before the stream that converts to it, both before the layer that feeds them.
import { SPANS_TABLE, tableVersion } from '@tracelake/schema';
import { createAccess } from './access.ts';
import { buildArtifacts } from './artifacts.ts';
import { createCatalog } from './catalog.ts';
import { createIngest } from './ingest.ts';
import { createLayer } from './layer.ts';
import { createQueryService } from './query.ts';
import { readSettings } from './settings.ts';
import { createStorage } from './storage.ts';

export function createStack(environment: Readonly<Record<string, string | undefined>>) {
  const settings = readSettings(environment);
  const artifacts = buildArtifacts(settings);
  const storage = createStorage(settings);
  const catalog = createCatalog(storage);
  const ingest = createIngest(settings, storage, catalog);
  const { layer } = createLayer(artifacts, catalog);
  const query = createQueryService({ settings, artifacts, storage, catalog });
  const { senderPolicy } = createAccess(ingest);
  return {
    url: query.url,
    tokenCommand: $interpolate`npx tracelake token create NAME --data s3://${storage.bucket.name}`,
    bucket: storage.bucket.name,
    stream: ingest.stream.name,
    schemaVersion: tableVersion(SPANS_TABLE),
    layer: layer.arn,
    senderPolicy: senderPolicy.arn,
    database: catalog.database.name,
    workgroup: query.workgroup.name,
  };
}
