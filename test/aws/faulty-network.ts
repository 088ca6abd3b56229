// What lies between a client and AWS on a bad day, in front of the stand: throttles, resets, answers that are lost or cut.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '@tracelake/testkit';
import { stand } from './stand-account.ts';

/** `lost`: done by AWS, its answer never seen; `cut`: the answer's head and half of its body. */
export type NetworkFault = 'pass' | 'reset' | 'throttle' | 'conflict' | 'lost' | 'cut';

export interface PassingRequest {
  readonly method: string;
  readonly url: string;
  /** Of Athena and Glue: `AmazonAthena.GetQueryExecution`. */
  readonly target: string;
}

export type NetworkFaults = (passing: PassingRequest) => NetworkFault;

const THROTTLED = '<Error><Code>SlowDown</Code></Error>';
const CONFLICT = '<Error><Code>ConditionalRequestConflict</Code></Error>';

export class FaultyNetwork {
  faults: NetworkFaults = () => 'pass';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  }

  static async open(): Promise<FaultyNetwork> {
    const network = new FaultyNetwork();
    await new Promise<void>((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { url = '', method = '', headers } = incoming;
    const target = String(headers['x-amz-target'] ?? '');
    const fault = this.faults({ method, url, target });
    if (fault === 'reset') return void incoming.socket.destroy();
    if (fault === 'throttle') return void throttle(target, outgoing);
    if (fault === 'conflict') return void outgoing.writeHead(409).end(CONFLICT);
    const onward = request(new URL(url, stand!.url), { method, headers }, (answer) => {
      if (fault === 'lost') return answer.resume().on('end', () => incoming.socket.destroy());
      outgoing.writeHead(answer.statusCode!, answer.headers);
      if (fault === 'cut') return cut(answer, outgoing);
      return answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}

function throttle(target: string, outgoing: ServerResponse): void {
  if (target === '') outgoing.writeHead(503).end(THROTTLED);
  else outgoing.writeHead(400).end('{"__type":"ThrottlingException","message":"Rate exceeded"}');
}

function cut(answer: IncomingMessage, outgoing: ServerResponse): void {
  const pieces: Buffer[] = [];
  answer.on('data', (piece: Buffer) => pieces.push(piece));
  answer.on('end', () => {
    const whole = Buffer.concat(pieces);
    outgoing.write(whole.subarray(0, whole.length >> 1), () => outgoing.socket?.destroy());
  });
}

/** One after the other, then none. */
export function plannedFaults(...planned: NetworkFault[]): NetworkFaults {
  const left = [...planned];
  return () => left.shift() ?? 'pass';
}

/** Each request has this chance of one of these, by a seed. */
export function randomFaults(seed: number, chance: number, kinds: readonly NetworkFault[]): NetworkFaults {
  const random = seededRandom(seed);
  return () => (random.fraction() < chance ? kinds[random.below(kinds.length)]! : 'pass');
}
