// A stand-in for the Pulumi CLI below `sst`: runs the real program, makes what it registers by the stand's own APIs (`up`) or only lists
// it (`preview`). What the last run made is compared by its inputs: it stays, is updated, or goes (`destroy`: all of it), but for what is retained.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { arnOf, callResult, plainInputs, settled } from '../pulumi-answers.mjs';
import { keepIgnored, registeredOptions, stableInputs } from './resource-inputs.mjs';
import { createResource, deleteResource, updateResource } from './resources.mjs';

/** The stand's, of the access key `test`. */
const ACCOUNT = '000000000000';

const [command, ...args] = process.argv.slice(2);
/** Of the provider, as sst hands them on. */
const defaultTags = JSON.parse(configOf(args)['aws:defaultTags'] ?? '{}').tags ?? {};
/** The program changes it. */
const folder = process.cwd();

if (command === 'stack' && args[0] === 'init') writeCheckpoint(args[1], []);
else if (command === 'destroy') await destroyAll();
else if (command === 'up' || command === 'preview') process.exitCode = await runProgram();
else if (command !== 'version') throw new Error(`pulumi ${command} is not played here`);

/** What the last run made is gone, newest first. */
async function destroyAll() {
  const stack = option('--stack');
  await goneResources(readCheckpoint(stack), (event) =>
    appendFileSync(option('--event-log'), `${JSON.stringify(event)}\n`),
  );
  writeCheckpoint(stack, []);
}

async function goneResources(resources, tell) {
  for (const resource of [...resources].reverse()) {
    const { urn, type, custom, retainOnDelete } = resource;
    if (custom && !retainOnDelete) await deleteResource(type, resource);
    const op = retainOnDelete ? 'discard' : 'delete';
    tell({ resOutputsEvent: { planning: false, metadata: { op, urn, type, old: null, new: null, provider: '' } } });
  }
}

async function runProgram() {
  const stack = option('--stack');
  const last = new Map(readCheckpoint(stack).map((resource) => [resource.urn, resource]));
  const eventLog = option('--event-log');
  const [, app, stage] = stack.split('/');
  const [, entry] = /^main: *"?([^"\n]+)/m.exec(readFileSync(join(folder, 'Pulumi.yaml'), 'utf8'));
  const main = resolve(folder, entry);
  const pulumi = createRequire(main)('@pulumi/pulumi');
  const events = [];
  const tell = (event) => appendFileSync(eventLog, `${JSON.stringify(event)}\n`);
  const options = registeredOptions(createRequire(main)('@pulumi/pulumi/runtime/mocks').MockMonitor);
  let failures = 0;
  const fail = (message, urn = '') => {
    failures++;
    tell({ diagnosticEvent: { severity: 'error', message, color: 'never', urn } });
  };
  let calls = 0;
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs: given, id: known, custom }) => {
        // What is there already is read, not registered.
        if (known) return { id: known, state: { ...given, bucket: known, arn: `arn:aws:s3:::${known}` } };
        const urn = `urn:pulumi:${stage}::${app}::${type}::${name}`;
        const { retainOnDelete, ignoreChanges } = options.next();
        const old = last.get(urn);
        const inputs = keepIgnored(await plainInputs(given), ignoreChanges, old?.inputs.given);
        try {
          const compared = stableInputs(inputs);
          const op = old === undefined ? 'create' : old.inputs.compared === compared ? 'same' : 'update';
          const made = command === 'up' && custom ? await makeResource(op, type, name, inputs, old) : {};
          const outputs = { ...inputs, arn: arnOf(type, name, inputs, ACCOUNT), name: inputs.name ?? name, ...made };
          const id = String(made.id ?? known ?? outputs.name);
          const kept = { compared, made, given: Object.fromEntries(ignoreChanges.map((name) => [name, inputs[name]])) };
          events.push({ urn, type, custom, id, parent: '', provider: '', retainOnDelete, inputs: kept, outputs: {} });
          const shown = { type, urn, custom, id, parent: '', provider: '', inputs: {}, outputs: {} };
          tell({
            resOutputsEvent: {
              planning: command === 'preview',
              metadata: { op, urn, type, old: null, new: shown, detailedDiff: null, provider: '' },
            },
          });
          return { id, state: outputs };
        } catch (error) {
          fail(`${type} ${name}: ${error.message}`, urn);
          throw error;
        }
      },
      call: async ({ token, inputs }) => {
        calls++;
        return callResult(token, inputs, ACCOUNT);
      },
    },
    app,
    stage,
    command === 'preview',
  );
  pulumi.runtime.setAllConfig(configOf(args));
  let outputs = {};
  try {
    await pulumi.runtime.runInPulumiStack(async () => {
      const program = await import(pathToFileURL(main));
      outputs = (await program.default) ?? {};
      return outputs;
    });
    await settled(pulumi.runtime, () => `${events.length} ${calls}`);
  } catch (error) {
    if (failures === 0) fail(error.stack ?? String(error));
  }
  const known = command === 'up' ? await new Promise((resolve) => pulumi.output(outputs).apply(resolve)) : {};
  const root = {
    urn: `urn:pulumi:${stage}::${app}::pulumi:pulumi:Stack::${app}-${stage}`,
    type: 'pulumi:pulumi:Stack',
    custom: false,
    inputs: {},
    outputs: known,
  };
  if (command === 'up' && failures === 0) {
    const seen = new Set(events.map(({ urn }) => urn));
    await goneResources(
      [...last.values()].filter(({ urn, type }) => !seen.has(urn) && type !== root.type),
      tell,
    );
  }
  if (command === 'up') writeCheckpoint(stack, [root, ...events]);
  tell({
    summaryEvent: {
      maybeCorrupt: false,
      durationSeconds: 1,
      resourceChanges: { create: events.length },
      policyPacks: {},
    },
  });
  return failures === 0 ? 0 : 255;
}

async function makeResource(op, type, name, inputs, old) {
  // As the provider does it: on every resource that can have tags.
  const tagged = { ...inputs, tags: { ...defaultTags, ...inputs.tags } };
  if (op === 'create') return createResource(type, name, tagged);
  return op === 'same' ? old.inputs.made : updateResource(type, name, inputs, old.inputs.made);
}

function option(name) {
  return args[args.indexOf(name) + 1];
}

function configOf(words) {
  const pairs = words.flatMap((word, index) => (words[index - 1] === '--config' ? [word] : []));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function checkpointFile(stack) {
  const [, app, stage] = stack.split('/');
  return join(folder, '.pulumi', 'stacks', app, `${stage}.json`);
}

function readCheckpoint(stack) {
  const file = checkpointFile(stack);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).checkpoint.latest.resources ?? []) : [];
}

function writeCheckpoint(stack, resources) {
  const file = checkpointFile(stack);
  mkdirSync(dirname(file), { recursive: true });
  const latest = { manifest: { time: '2026-01-01T00:00:00Z', magic: '', version: '' }, resources };
  writeFileSync(file, JSON.stringify({ version: 3, checkpoint: { stack, latest } }));
}
