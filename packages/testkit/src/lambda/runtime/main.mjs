// A small Node runtime of Lambda: loads the handler, asks for invocations, answers them. Plain JavaScript: it runs on any Node under test.
import { Agent, request } from 'node:http';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const BASE = '/2018-06-01/runtime';
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
/** Of a managed instance: so many invocations run at once in this process. */
const WORKERS = Number(process.env.AWS_LAMBDA_MAX_CONCURRENCY ?? 1);
const agent = new Agent({ keepAlive: true, maxSockets: WORKERS });

/** The last that began. */
let requestId = '';

function call(method, path, headers = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: BASE + path, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Lambda's runtime puts time, request id and level before what is logged, or writes one JSON document a line. */
function takeOverConsole() {
  const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const levels = { debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => {
      const timestamp = new Date().toISOString();
      const message = format(...values);
      const line = isJson
        ? JSON.stringify({ timestamp, level, requestId, message })
        : `${timestamp}\t${requestId}\t${level}\t${message.replaceAll('\n', '\r')}`;
      process.stdout.write(`${line}\n`);
    };
  }
}

function errorReport(error) {
  const isError = error instanceof Error;
  const errorType = isError ? error.name : typeof error;
  const errorMessage = isError ? error.message : String(error);
  const body = JSON.stringify({ errorType, errorMessage, trace: isError ? (error.stack ?? '').split('\n') : [] });
  return { headers: { 'content-type': 'application/json', 'lambda-runtime-function-error-type': errorType }, body };
}

async function reportError(path, error) {
  const { headers, body } = errorReport(error);
  console.error(body);
  await call('POST', path, headers, body);
}

async function loadHandler() {
  const [, module, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER);
  const loaded = await import(pathToFileURL(module).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler === 'function') return handler;
  throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  });
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** The handler writes the response's bytes itself; the first one counts as the answer's beginning. */
async function answerAsStream(handler, event, context) {
  let ended;
  const finished = new Promise((resolve, reject) => {
    ended = request(
      {
        host,
        port,
        method: 'POST',
        path: `${BASE}/invocation/${context.awsRequestId}/response`,
        headers: { 'lambda-runtime-function-response-mode': 'streaming', 'transfer-encoding': 'chunked' },
        agent,
      },
      (response) => response.resume().on('end', resolve),
    ).on('error', reject);
  });
  ended.setContentType = () => {};
  try {
    await handler(event, ended, context);
  } catch (error) {
    // What was sent stays sent: the error follows it.
    const { headers, body } = errorReport(error);
    ended.addTrailers({
      'lambda-runtime-function-error-type': headers['lambda-runtime-function-error-type'],
      'lambda-runtime-function-error-body': Buffer.from(body).toString('base64'),
    });
  }
  if (!ended.writableEnded) ended.end();
  await finished;
}

async function answer(handler, { headers, text }) {
  const id = headers['lambda-runtime-aws-request-id'];
  requestId = id;
  if (WORKERS === 1) process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? '';
  try {
    const event = JSON.parse(text);
    const context = contextOf(headers);
    if (handler[STREAMING] !== undefined) return await answerAsStream(handler, event, context);
    const result = await handler(event, context);
    const body = JSON.stringify(result === undefined ? null : result);
    await call('POST', `/invocation/${id}/response`, { 'content-type': 'application/json' }, body);
  } catch (error) {
    await reportError(`/invocation/${id}/error`, error);
  }
}

let isDying = false;

/** What escapes the handler ends the process, after it was reported; at once where nobody takes the report: its platform is gone. */
function dieOf(name, exitCode) {
  return async (error) => {
    if (isDying) process.exit(exitCode);
    isDying = true;
    const named = error instanceof Error ? Object.assign(error, { name }) : Object.assign(new Error(error), { name });
    await reportError(requestId === '' ? '/init/error' : `/invocation/${requestId}/error`, named);
    process.exit(exitCode);
  };
}

takeOverConsole();
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
  HttpResponseStream: { from: (stream) => stream },
};
process.on('uncaughtException', dieOf('Runtime.UnhandledException', 129));
process.on('unhandledRejection', dieOf('Runtime.UnhandledPromiseRejection', 128));

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  await reportError('/init/error', error);
  process.exit(1);
}
if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'snap-start') await call('GET', '/restore/next');
const work = async () => {
  for (;;) await answer(handler, await call('GET', '/invocation/next'));
};
await Promise.all(Array.from({ length: WORKERS }, work));
