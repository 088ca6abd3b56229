// The stack's resources under Pulumi's mocks: SST's own components and our infra run, only the provider is made up.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks';
import { arnOf, callResult, plainInputs, settled } from './pulumi-answers.mjs';
import { ROOT, STAGE, sstEnvironment } from './sst-environment.ts';

export interface GraphResource {
  readonly type: string;
  /** Logical. */
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a provider takes, of any resource.
  readonly inputs: any;
  readonly retainOnDelete: boolean;
  readonly dependsOn: readonly string[];
}

export interface GraphOptions {
  readonly appName: string;
  readonly removal?: 'retain' | 'remove';
  readonly isDev?: boolean;
  /** Made with the globals of SST set. */
  readonly program: () => Promise<Record<string, unknown>>;
}

export interface ResourceGraph {
  readonly resources: readonly GraphResource[];
  readonly outputs: Record<string, unknown>;
}

interface Registration {
  readonly retainOnDelete: boolean;
  readonly dependsOn: readonly string[];
}

let current: Registration = { retainOnDelete: false, dependsOn: [] };

/** Once a process: SST keeps singletons. */
export async function resourceGraph({
  appName,
  removal = 'retain',
  isDev = false,
  program,
}: GraphOptions): Promise<ResourceGraph> {
  const resources: GraphResource[] = [];
  const pending: Promise<void>[] = [];
  const counts = { calls: 0 };
  Object.assign(process.env, sstEnvironment());
  const rpc = await startRpc(counts);
  watchRegistrations();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const options = current;
        pending.push(
          plainInputs(inputs).then((known: unknown) => void resources.push({ type, name, inputs: known, ...options })),
        );
        return { id: `${name}-id`, state: stateOf(type, name, inputs) };
      },
      call: ({ token, inputs }) => {
        counts.calls++;
        return callResult(token, inputs);
      },
    },
    appName,
    STAGE,
    false,
  );
  await setGlobals(appName, removal, isDev);
  const { run } = (await import(join(ROOT, '.sst/platform/src/auto/run.ts'))) as {
    run: (program: () => Promise<unknown>) => Promise<Record<string, unknown>>;
  };
  let outputs: Record<string, unknown> = {};
  await pulumi.runtime.runInPulumiStack(async () => {
    outputs = await run(program);
    return outputs;
  });
  // Not among its types.
  const runtime = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
  await settled(runtime, () => `${resources.length} ${counts.calls}`);
  rpc.close();
  await Promise.all(pending);
  return { resources, outputs: (await promised(pulumi.output(outputs))) as Record<string, unknown> };
}

/** The mocks hide a resource's options; they stand in the request, which is read before anything is awaited. */
function watchRegistrations(): void {
  // biome-ignore lint/suspicious/noExplicitAny: a class of Pulumi's that its types do not describe.
  const { prototype } = MockMonitor as any;
  const register = prototype.registerResource;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  prototype.registerResource = function (request: any, callback: unknown) {
    current = {
      retainOnDelete: request.getRetainondelete() ?? false,
      dependsOn: request.getDependenciesList().map((urn: string) => urn.split('::').at(-1)),
    };
    return register.call(this, request, callback);
  };
}

async function setGlobals(name: string, removal: string, isDev: boolean): Promise<void> {
  const platform = join(ROOT, '.sst/platform');
  Object.assign(globalThis, {
    $app: { name, stage: STAGE, removal, providers: { aws: {} }, protect: false },
    $cli: {
      command: 'deploy',
      paths: { home: join(ROOT, '.sst'), root: ROOT.replace(/\/$/, ''), work: join(ROOT, '.sst'), platform },
      state: { version: {} },
    },
    $dev: isDev,
    $config: (config: unknown) => config,
  });
  Object.assign(globalThis, await import(join(platform, 'src/shim/run.js')));
  const components = join(platform, 'src/components/index.ts');
  Object.assign(globalThis, { aws: await import('@pulumi/aws'), sst: await import(components) });
}

/** The calls that components make of the sst CLI. */
async function startRpc(counts: { calls: number }): Promise<{ close(): void }> {
  const answers: Record<string, unknown> = {
    'Provider.Aws.Bootstrap': { asset: 'assets', state: 'state', assetEcrRegistryId: '1', assetEcrUrl: 'ecr' },
    'Provider.Aws.Appsync': { http: 'h', realtime: 'r' },
    'Runtime.AddTarget': true,
    // Of functions that SST itself bundles: ours comes built.
    'Runtime.Build': {
      handler: 'index.handler',
      out: join(ROOT, 'test/infra/user-app/functions'),
      errors: [],
      sourcemaps: [],
    },
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      counts.calls++;
      const { method } = JSON.parse(text) as { method: string };
      const result = answers[method];
      response.end(JSON.stringify(result === undefined ? { error: `rpc: can't find ${method}` } : { result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['SST_SERVER'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { close: () => server.close() };
}

function stateOf(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const arn = inputs['arn'] ?? arnOf(type, name, inputs);
  const url = type === 'aws:lambda/functionUrl:FunctionUrl' ? { functionUrl: `https://${name}.example/` } : {};
  return { ...inputs, arn, name: inputs['name'] ?? name, ...url };
}

function promised<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
