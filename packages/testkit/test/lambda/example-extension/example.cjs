// An extension that writes down all it is told, one JSON document a line, in $EXAMPLE_JOURNAL; variables make it misbehave.
const { appendFileSync, writeFileSync } = require('node:fs');
const { Agent, createServer, request } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const settings = process.env;
const [host, port] = settings.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true });
const lingerMs = Number(settings.EXAMPLE_LINGER_MS ?? 0);
let identifier = '';

function note(what, value) {
  appendFileSync(
    settings.EXAMPLE_JOURNAL,
    `${JSON.stringify({ pid: process.pid, atUnixMs: Date.now(), what, value })}\n`,
  );
}

function call(method, path, body = undefined, headers = {}) {
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (identifier !== '') headers['Lambda-Extension-Identifier'] = identifier;
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function answered(what, ...args) {
  const { status, text } = await call(...args);
  note(what, { status, text });
}

function listen() {
  let refusals = Number(settings.EXAMPLE_REFUSES ?? 0);
  const listener = createServer((incoming, response) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (part) => (text += part));
    incoming.on('end', () => {
      response.statusCode = refusals-- > 0 ? 500 : 200;
      note('telemetry', { path: incoming.url, status: response.statusCode, events: JSON.parse(text) });
      response.end();
    });
  });
  return new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(listener.address().port)));
}

async function main() {
  note('environment', settings);
  writeFileSync(join(tmpdir(), `example-${process.pid}`), '');
  if (settings.EXAMPLE_EXITS_AT === 'start') process.exit(3);
  const telemetryPort = await listen();
  const registered = await call(
    'POST',
    '/2020-01-01/extension/register',
    settings.EXAMPLE_EVENTS ?? '{"events":["INVOKE","SHUTDOWN"]}',
    {
      'Lambda-Extension-Name': 'example',
      'Lambda-Extension-Accept-Feature': 'accountId',
    },
  );
  identifier = registered.headers['lambda-extension-identifier'];
  note('registered', { status: registered.status, text: registered.text });
  if (registered.status !== 200) process.exit(5);
  const subscription = {
    schemaVersion: '2025-01-29',
    types: (settings.EXAMPLE_TYPES ?? 'platform,function').split(','),
    buffering: { maxItems: 1000, maxBytes: 262144, timeoutMs: 25 },
    destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${telemetryPort}/telemetry` },
    ...JSON.parse(settings.EXAMPLE_SUBSCRIPTION ?? '{}'),
  };
  await answered('subscribed', 'PUT', '/2022-07-01/telemetry', JSON.stringify(subscription));
  if (settings.EXAMPLE_PROBES === '1') {
    const headers = { 'Lambda-Extension-Name': 'example' };
    await answered('registered twice', 'POST', '/2020-01-01/extension/register', '{"events":["INVOKE"]}', headers);
    headers['Lambda-Extension-Name'] = 'stranger';
    await answered('registered as another', 'POST', '/2020-01-01/extension/register', '{"events":["INVOKE"]}', headers);
  }
  for (let invocations = 0; ; invocations++) {
    const event = JSON.parse((await call('GET', '/2020-01-01/extension/event/next')).text);
    note('event', event);
    if (invocations === 0 && settings.EXAMPLE_PROBES === '1') {
      await answered('subscribed late', 'PUT', '/2022-07-01/telemetry', JSON.stringify(subscription));
    }
    if (event.eventType === 'SHUTDOWN') return;
    if (settings.EXAMPLE_EXITS_AT === 'invoke') process.exit(4);
    if (lingerMs > 0) await new Promise((resolve) => setTimeout(resolve, lingerMs));
  }
}

main().then(() => {
  if (settings.EXAMPLE_IGNORES_SHUTDOWN === '1') return;
  setTimeout(() => process.exit(0), Number(settings.EXAMPLE_LEAVES_AFTER_MS ?? 300));
});
