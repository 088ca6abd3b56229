// A thousand connections: idle, all sending, or a byte now and then. Others are served meanwhile, and nothing acknowledged is lost.
import { connect, type Socket } from 'node:net';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { askRows, eventually, postTaken } from './lake-client.ts';
import { numberedSpans } from './numbered-spans.ts';
import { endProcesses, SpawnedProcess } from './spawned-process.ts';
import { CLI_PATH, type RunningLake, readyUrls, startLake, testFolder } from './tracelake-process.ts';

const CONNECTIONS = 1000;
const COUNT = 'SELECT count(*) AS n, count(DISTINCT span_id) AS ids FROM spans';

endProcesses('after each');

/** Open connections of a sender that does nothing with them yet; closed when the test is over. */
async function openConnections(url: string, count: number): Promise<Socket[]> {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: count }, () => connect(Number(port), hostname).on('error', () => {}));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  return sockets;
}

function requestHead(lake: RunningLake, contentLength: number): string {
  const { host } = new URL(lake.otlpUrl);
  return `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-protobuf\r\nContent-Length: ${contentLength}\r\n\r\n`;
}

/** Sends one body and gives the status line's number. */
function sendOn(socket: Socket, lake: RunningLake, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('data', (data) => resolve(Number(data.toString('latin1').split(' ', 2)[1])));
    socket.once('close', () => reject(new Error('closed without an answer')));
    socket.write(Buffer.concat([Buffer.from(requestHead(lake, body.length)), body]));
  });
}

test('a thousand that are idle keep nobody from sending and asking; then all send at once', async () => {
  const lake = await startLake(testFolder('connections'));
  const sockets = await openConnections(lake.otlpUrl, CONNECTIONS);
  await postTaken(lake, numberedSpans(0, 0, 5));
  await eventually(
    () => askRows(lake, COUNT),
    ([row]) => row['n'] === '5',
  );
  const bodies = sockets.map((_, n) => encodeOtlpProtobuf(numberedSpans(1 + n, 0, 2)));
  const statuses = await Promise.all(sockets.map((socket, n) => sendOn(socket, lake, bodies[n]!)));
  const acknowledged = 5 + 2 * statuses.filter((status) => status === 200).length;
  // 429 is the only other answer there may be; its senders would come again.
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  expect(statuses).toContain(200);
  const { answer } = await eventually(
    () => askRows(lake, COUNT),
    ([row]) => Number(row['n']) >= acknowledged,
  );
  expect(answer).toEqual([{ n: String(acknowledged), ids: String(acknowledged) }]);
});

test('hundreds that send a byte now and then keep nobody from sending and asking', async () => {
  const lake = await startLake(testFolder('slow-senders'));
  const sockets = await openConnections(lake.otlpUrl, CONNECTIONS / 2);
  for (const socket of sockets) socket.write(requestHead(lake, 1_000_000));
  const drip = setInterval(() => {
    for (const socket of sockets) socket.write(Uint8Array.of(10));
  }, 250);
  onTestFinished(() => clearInterval(drip));
  for (let round = 0; round < 20; round++) await postTaken(lake, numberedSpans(round, 0, 10));
  const { answer } = await eventually(
    () => askRows(lake, COUNT),
    ([row]) => row['n'] === '200',
  );
  expect(answer).toEqual([{ n: '200', ids: '200' }]);
});

test('more than the process may have files open leave it those it needs', async ({ skip }) => {
  if (process.platform !== 'linux') skip();
  const server = [
    process.execPath,
    CLI_PATH,
    'up',
    '--data',
    testFolder('few-files'),
    '--port',
    '0',
    '--otlp-port',
    '0',
  ];
  const program = new SpawnedProcess('prlimit', ['--nofile=400', ...server]);
  const [apiUrl, otlpUrl] = await program.output(readyUrls);
  const lake = { process: program, apiUrl, otlpUrl };
  // Its connection is kept, as a sender's is.
  await postTaken(lake, numberedSpans(0, 0, 5));
  await openConnections(apiUrl, CONNECTIONS / 2);
  const sockets = await openConnections(lake.otlpUrl, CONNECTIONS / 2);
  for (const socket of sockets) socket.write(requestHead(lake, 1_000_000));
  await eventually(
    () => askRows(lake, COUNT),
    ([row]) => row['n'] === '5',
  );
  for (const socket of sockets) socket.destroy();
  await postTaken(lake, numberedSpans(1, 0, 5));
  await eventually(
    () => askRows(lake, COUNT),
    ([row]) => row['n'] === '10',
  );
});
