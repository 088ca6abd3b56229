// The extension as a Lambda layer: one archive without native code serves both architectures and every Node runtime.
import { SPANS_TABLE, tableVersion } from '@tracelake/schema';
import type { Artifacts } from './artifacts.ts';
import type { Catalog } from './catalog.ts';
import { resourceName } from './resource-name.ts';

const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

export interface Layer {
  readonly layer: aws.lambda.LayerVersion;
}

export function createLayer({ layerZip }: Artifacts, catalog: Catalog): Layer {
  const layer = new aws.lambda.LayerVersion(
    'Layer',
    {
      layerName: resourceName('extension'),
      // `tracelake/sst` reads the version there.
      description: `Tracelake: sends wide events and spans to Firehose, for tables of version ${tableVersion(SPANS_TABLE)}`,
      code: new $util.asset.FileArchive(layerZip),
      compatibleArchitectures: ['x86_64', 'arm64'],
      compatibleRuntimes: RUNTIMES,
      licenseInfo: 'Apache-2.0',
      // Functions keep the version that they were deployed with: it must not vanish under them.
      skipDestroy: true,
    },
    // A new layer may write a column that the table must have by then.
    { dependsOn: Object.values(catalog.landing) },
  );
  return { layer };
}
