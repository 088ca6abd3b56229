// The three APIs of the sandbox as routes: Runtime, Extensions, Telemetry, and the credentials endpoint of SnapStart.
import type { ApiAnswer, ApiCall } from './api-server.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';
import type { ExtensionClient, ExtensionEvent } from './extension-client.ts';

const RUNTIME = '/2018-06-01/runtime';
const EXTENSION = '/2020-01-01/extension';
const TELEMETRY = '/2022-07-01/telemetry';
const CREDENTIALS = '/2021-04-23/credentials';

const OK: ApiAnswer = { status: 202, body: { status: 'OK' } };

function refusal(status: number, errorType: string, errorMessage: string): ApiAnswer {
  return { status, body: { errorType, errorMessage } };
}

/** What `environment` is at this moment; `null` between two of them. */
export function handleCall(environment: ExecutionEnvironment | null, call: ApiCall): void {
  const answer = environment === null ? refusal(500, 'InternalServerError', 'No sandbox') : route(environment, call);
  if (answer === null) return;
  if (answer.status >= 400) environment?.diary.add('refused', call.path, answer);
  call.answer(answer);
}

/** `null` where the call was answered, or waits. */
function route(environment: ExecutionEnvironment, call: ApiCall): ApiAnswer | null {
  if (call.path.startsWith(`${RUNTIME}/`)) return runtimeRoute(environment, call);
  if (call.path === `${EXTENSION}/register` && call.method === 'POST') return register(environment, call);
  if (call.path === CREDENTIALS) return environment.credentials(call.headers.authorization);
  const isKnown = call.path.startsWith(`${EXTENSION}/`) || call.path === TELEMETRY;
  if (!isKnown) return refusal(404, 'NotFound', `No such path: ${call.path}`);
  const identified = identify(environment, call);
  if ('status' in identified) return identified;
  return call.path === TELEMETRY ? subscribe(environment, call, identified) : event(environment, call, identified);
}

function runtimeRoute(environment: ExecutionEnvironment, call: ApiCall): ApiAnswer | null {
  const { runtime } = environment;
  const path = call.path.slice(RUNTIME.length);
  const [, requestId, outcome] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  if (call.method === 'GET' && path === '/invocation/next') runtime.park(call);
  else if (call.method === 'GET' && path === '/restore/next') runtime.restoring = call;
  else if (call.method === 'POST' && path === '/init/error') {
    runtime.initErrorType = String(call.headers['lambda-runtime-function-error-type'] ?? 'Runtime.Unknown');
    return OK;
  } else if (call.method === 'POST' && requestId !== undefined) {
    runtime.takeAnswer(call, requestId, outcome === 'error');
  } else return refusal(404, 'NotFound', `No such path: ${path}`);
  environment.changed.check();
  return null;
}

function register(environment: ExecutionEnvironment, call: ApiCall): ApiAnswer | null {
  const name = call.headers['lambda-extension-name'];
  if (typeof name !== 'string') return refusal(403, 'Extension.InvalidExtensionName', 'No extension name');
  const extension = environment.extensions.get(name);
  if (extension === undefined) return refusal(403, 'Extension.InvalidExtensionName', `No such extension: ${name}`);
  if (environment.isInitDone) return refusal(403, 'Extension.RegistrationClosed', 'Registration is closed');
  if (extension.isRegistered) {
    const message = `State transition from Registered to Registered failed for extension ${name}`;
    return refusal(403, 'Extension.InvalidExtensionState', message);
  }
  const events = registeredEvents(call.body);
  if (events === null || (environment.isManagedInstance && events.includes('INVOKE')))
    return refusal(403, 'Extension.InvalidEventType', 'No such event here');
  const features = String(call.headers['lambda-extension-accept-feature'] ?? '').split(',');
  const body = environment.functionMetadata(features.some((feature) => feature.trim() === 'accountId'));
  extension.register(events, call.answer, body);
  environment.changed.check();
  return null;
}

function registeredEvents(body: Buffer): readonly ExtensionEvent[] | null {
  try {
    const { events } = JSON.parse(body.toString()) as { events: unknown };
    if (!Array.isArray(events)) return null;
    return events.every((name) => name === 'INVOKE' || name === 'SHUTDOWN') ? events : null;
  } catch {
    return null;
  }
}

function identify(environment: ExecutionEnvironment, call: ApiCall): ExtensionClient | ApiAnswer {
  const identifier = call.headers['lambda-extension-identifier'];
  if (identifier === undefined) return refusal(403, 'Extension.MissingExtensionIdentifier', 'No identifier');
  for (const extension of environment.extensions.values()) if (extension.identifier === identifier) return extension;
  return refusal(403, 'Extension.UnknownExtensionIdentifier', `Unknown identifier ${identifier}`);
}

function subscribe(environment: ExecutionEnvironment, call: ApiCall, extension: ExtensionClient): ApiAnswer {
  if (call.method !== 'PUT') return refusal(405, 'MethodNotAllowed', call.method);
  return environment.telemetry.subscribe(extension.name, call.body.toString());
}

function event(environment: ExecutionEnvironment, call: ApiCall, extension: ExtensionClient): ApiAnswer | null {
  const path = call.path.slice(EXTENSION.length);
  if (extension.errorType !== null) return refusal(403, 'Extension.InvalidExtensionState', 'It has reported its end');
  if (call.method === 'GET' && path === '/event/next') {
    extension.park(call);
    environment.changed.check();
    return null;
  }
  if (call.method !== 'POST' || (path !== '/init/error' && path !== '/exit/error')) {
    return refusal(404, 'NotFound', `No such path: ${path}`);
  }
  const errorType = call.headers['lambda-extension-function-error-type'];
  if (errorType === undefined) return refusal(403, 'Extension.MissingHeader', 'No error type');
  extension.errorType = String(errorType);
  environment.fail(path === '/init/error' ? 'Extension.InitError' : 'Extension.ExitError');
  return OK;
}
