// Runs the core in this process: sockets, files and timers do what it wants, and tell it what came of it.
import { createSpanlessAssembler } from '@tracelake/otlp/spanless-invocations';
import type { CallOutcome } from '../core/call-outcome.ts';
import { chosenFitting, chosenSampling } from '../core/chosen-parts.ts';
import { ExtensionCore } from '../core/extension-core.ts';
import type { ExtensionEffect, ExtensionInput, Happening } from '../core/extension-input.ts';
import type { SegmentContent } from '../core/segment-reader.ts';
import type { FirehoseClient } from './firehose-client.ts';
import { keepHeapSmall } from './small-heap.ts';
import { openSpoolFolder } from './spool-folder.ts';
import {
  complain,
  type Handlers,
  onPlatformGone,
  type PlatformEvent,
  type StartedExtension,
  say,
  sleepThrough,
} from './start-up.ts';
import { telemetryHandler } from './telemetry-listener.ts';

export async function runExtension(started: StartedExtension): Promise<Handlers> {
  const { environment, settings, problems, registration } = started;
  const heap = keepHeapSmall();
  const spool = openSpoolFolder(settings.spoolFolder);
  let firehose: Promise<FirehoseClient> | undefined;
  const found = settings.spoolBytes === 0 ? { segments: [], invocationState: null } : spool.find();
  const { fitting, serviceName, problems: more = [] } = await chosenFitting(settings, environment);
  complain(...problems, ...more);
  const rows = createSpanlessAssembler({ ...invocationOptions(started), fitting, serviceName });
  if (found.invocationState !== null) rows.restore(found.invocationState);
  const core = new ExtensionCore({
    settings,
    rows,
    sampling: await chosenSampling(settings, (row) => rows.ownerOf(row), started.isManaged),
    identity: {
      functionName: registration.functionName,
      functionVersion: registration.functionVersion,
      serviceName: serviceName ?? registration.functionName,
    },
    isManaged: started.isManaged,
    fraction: Math.random,
  });
  const inputs: ExtensionInput[] = [];
  let isStepping = false;
  let isBroken = false;
  /** Asked before this was loaded. */
  let awaited: Promise<PlatformEvent> | undefined = started.firstEvent;
  /** The event that was asked for last, here already or not. */
  let latest = started.firstEvent;
  let timer: NodeJS.Timeout | undefined;

  /** Behind the spans that came before. */
  let tellInTurn: (happening: Happening) => void = tell;

  function tell(happening: Happening): void {
    if (isBroken) return;
    inputs.push({ ...happening, nowMs: Date.now() } as ExtensionInput);
    if (isStepping) return;
    isStepping = true;
    try {
      for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) {
        for (const effect of core.step(input)) perform(effect);
      }
    } catch (error) {
      giveUp(error);
    }
    isStepping = false;
  }

  function perform(effect: ExtensionEffect): void {
    switch (effect.kind) {
      case 'next':
        latest = awaited ?? started.nextEvent();
        latest.then(onEvent, onPlatformGone);
        awaited = undefined;
        break;
      case 'call':
        firehose ??= import('./lambda-firehose.ts').then((loaded) =>
          loaded.lambdaFirehose(environment, settings.streamName),
        );
        void firehose
          .then((client) => client.put(effect))
          .catch(notLoaded)
          .then((outcome) => tell({ kind: 'called', id: effect.id, outcome }));
        break;
      case 'spool-append': {
        const isWritten = spool.append(effect.segment, effect.frame);
        tell({ kind: 'spool-appended', segment: effect.segment, firstIndex: effect.firstIndex, isWritten });
        break;
      }
      case 'spool-read':
        void readSpool(effect.segment)
          .catch(() => null)
          .then((content) => tell({ kind: 'spool-content', segment: effect.segment, content }));
        break;
      case 'spool-remove':
        spool.remove(effect.segment);
        break;
      case 'save-state':
        if (settings.spoolBytes > 0) spool.saveState(effect.text);
        break;
      case 'wake':
        clearTimeout(timer);
        if (effect.atMs !== null)
          timer = setTimeout(() => tell({ kind: 'woken' }), Math.max(0, effect.atMs - Date.now()));
        break;
      case 'log':
        say(effect.line);
        break;
      case 'exit':
        void firehose?.then((client) => client.close()).catch(notLoaded);
        process.stdout.write('', () => process.exit(0));
        break;
    }
  }

  /** `null` where nothing can be read. */
  async function readSpool(segment: string): Promise<SegmentContent | null> {
    const content = spool.read(segment);
    return content && (await import('../core/segment-reader.ts')).readSegment(content);
  }

  /** Without files left to open, say: the next call tries again. */
  function notLoaded(error: Error): CallOutcome {
    firehose = undefined;
    return { kind: 'unreachable', message: error.message, isTimeout: false };
  }

  function onEvent(event: PlatformEvent): void {
    if (event.eventType === 'INVOKE') {
      heap.invoked();
      tellInTurn({ kind: 'invoke', event });
    } else tellInTurn({ kind: 'shutdown', event });
  }

  /** A fault of ours must not become one of the function: from now on the extension only keeps the platform content. */
  function giveUp(error: unknown): void {
    if (isBroken) return;
    isBroken = true;
    complain(`gave up after an error of its own: ${(error as Error)?.stack ?? error}`);
    void sleepThrough(latest, started.nextEvent).catch(onPlatformGone);
  }

  process.on('uncaughtException', giveUp).on('unhandledRejection', giveUp);
  tell({ kind: 'started', hasTelemetry: started.hasTelemetry, ...found });
  return {
    otlp: async () => {
      const { SPAN_RULES, spanIntake } = await import('./span-intake.ts');
      rows.takeSpansBy(SPAN_RULES);
      const intake = spanIntake(settings, heap, tell);
      tellInTurn = intake.inTurn;
      return intake.handler;
    },
    telemetry: telemetryHandler((events) => tellInTurn({ kind: 'telemetry', events })),
  };
}

function invocationOptions({ environment, registration, hasTelemetry, isManaged }: StartedExtension) {
  return {
    hasTelemetry,
    startedAtMs: performance.timeOrigin,
    isConcurrent: isManaged,
    initType: environment.AWS_LAMBDA_INITIALIZATION_TYPE,
    functionName: registration.functionName,
    functionVersion: registration.functionVersion,
    accountId: registration.accountId,
    memorySizeMb: Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 0),
    region: environment.AWS_REGION ?? '',
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
  };
}
