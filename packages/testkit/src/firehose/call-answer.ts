// HTTP around the service: reads the body, sends the answer, and breaks connections where a fault says so.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { receivedRequest } from '../received-request.ts';
import type { FirehoseService, ServiceAnswer } from './firehose-service.ts';

/** A call of 4 MiB as base64, with room. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export async function answerCall(
  service: FirehoseService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const received = await receivedRequest(request, MAX_BODY_BYTES);
  if (received === null) return;
  const answer = service.call(received);
  const { fault } = answer;
  switch (fault?.kind) {
    case 'reset-before':
    case 'reset-after':
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'slow':
      await sleep(fault.delayMs);
      break;
  }
  // Clients correct their clock by it.
  response.setHeader('date', new Date(service.nowMs()).toUTCString());
  send(response, answer);
}

function send(response: ServerResponse, { status, body, errorCode, fault }: ServiceAnswer): void {
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  response.writeHead(status, {
    'content-type': isText ? 'text/html' : 'application/x-amz-json-1.1',
    'content-length': bytes.length,
    ...(errorCode === undefined ? {} : { 'x-amzn-errortype': errorCode }),
  });
  if (fault?.kind !== 'truncated-answer') {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}
