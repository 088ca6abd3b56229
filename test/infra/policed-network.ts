// The part of AWS that the stand leaves out: what a role does not allow is refused, as IAM does it. In front of the stand.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

/** What a request does: `s3:GetObject`, and to what. `resource` is `null` where the request does not say it. */
export interface AwsAction {
  readonly action: string;
  readonly resource: string | null;
}

const DENIED = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

export class PolicedNetwork {
  /** Each once, as `s3:GetObject arn:aws:s3:::lake/lake.json`. */
  readonly refused = new Set<string>();
  /** Actions alone. */
  readonly allowed = new Set<string>();
  readonly #standUrl: string;
  readonly #statements: readonly PolicyStatement[];
  readonly #server: Server;

  private constructor(standUrl: string, statements: readonly PolicyStatement[]) {
    this.#standUrl = standUrl;
    this.#statements = statements;
    this.#server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing));
  }

  static async open(standUrl: string, statements: readonly PolicyStatement[]): Promise<PolicedNetwork> {
    const network = new PolicedNetwork(standUrl, statements);
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

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { url = '', method = '', headers } = incoming;
    const target = String(headers['x-amz-target'] ?? '');
    const done = target === '' ? s3Action(method, url) : serviceAction(target);
    if (!isAllowed(this.#statements, done)) {
      this.refused.add(`${done.action} ${done.resource ?? ''}`.trim());
      incoming.resume();
      if (target === '') outgoing.writeHead(403, { 'content-type': 'application/xml' }).end(DENIED);
      else outgoing.writeHead(400).end(`{"__type":"AccessDeniedException","message":"${done.action} is not allowed"}`);
      return;
    }
    this.allowed.add(done.action);
    const onward = request(new URL(url, this.#standUrl), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}

/** Of a request by path: `/bucket/key?query`. */
export function s3Action(method: string, url: string): AwsAction {
  const { pathname, searchParams } = new URL(url, 'http://stand');
  const [bucket = '', ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
  const key = rest.join('/');
  if (key === '') {
    const action = searchParams.has('location') ? 's3:GetBucketLocation' : 's3:ListBucket';
    return { action, resource: `arn:aws:s3:::${bucket}` };
  }
  return { action: objectAction(method, searchParams), resource: `arn:aws:s3:::${bucket}/${key}` };
}

function objectAction(method: string, query: URLSearchParams): string {
  if (method === 'GET' || method === 'HEAD')
    return query.has('uploadId') ? 's3:ListMultipartUploadParts' : 's3:GetObject';
  if (method === 'DELETE') return query.has('uploadId') ? 's3:AbortMultipartUpload' : 's3:DeleteObject';
  return 's3:PutObject';
}

/** `AmazonAthena.GetQueryExecution`, `AWSGlue.GetTable`, `Firehose_20150804.PutRecordBatch`. */
function serviceAction(target: string): AwsAction {
  const [service = '', operation = ''] = target.split('.');
  const name = service
    .toLowerCase()
    .replace(/^(?:amazon|aws)/, '')
    .replace(/_.*$/, '');
  return { action: `${name}:${operation}`, resource: null };
}

function isAllowed(statements: readonly PolicyStatement[], { action, resource }: AwsAction): boolean {
  return statements.some(({ Effect, Action, Resource = [] }) => {
    const isNamed = resource === null || [Resource].flat().some((pattern) => matches(pattern, resource));
    return Effect === 'Allow' && isNamed && [Action].flat().some((pattern) => matches(pattern, action));
  });
}

function matches(pattern: string, text: string): boolean {
  const words = pattern.split('*').map((word) => word.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${words.join('.*')}$`, 's').test(text);
}
