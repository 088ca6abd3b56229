// The built query function in a process of its own, asked as its function URL asks it.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { STAND_VARIABLES, stand } from './stand-account.ts';

export interface FunctionAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly cookies?: readonly string[];
  readonly isBase64Encoded?: boolean;
  readonly pieces?: number;
}

export interface FunctionRequest {
  readonly method?: string;
  /** With its query string. */
  readonly path: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const FUNCTION_HOST = 'abc.lambda-url.us-east-1.on.aws';

const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** Builds the function for this machine; its folder. */
export function buildFunction(): string {
  const env = { ...process.env, [`TRACELAKE_HTTPFS_${ARCHITECTURE.toUpperCase()}`]: stand!.httpfs };
  execFileSync(process.execPath, ['scripts/build-query-function.mjs', ARCHITECTURE], { env, stdio: 'ignore' });
  return new URL(`../../packages/server/dist/query-function-${ARCHITECTURE}`, import.meta.url).pathname;
}

export class RunningFunction {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #log = '';

  private constructor(started: ChildProcessWithoutNullStreams) {
    this.#process = started;
    this.#lines = createInterface(started.stdout)[Symbol.asyncIterator]();
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
    });
  }

  static async start(
    folder: string,
    options: { mode: 'stream' | 'buffer'; data: string; node?: string; variables?: Readonly<Record<string, string>> },
  ): Promise<RunningFunction> {
    const { mode, data, node = process.execPath, variables = {} } = options;
    const runtime = new URL('./function-runtime.mjs', import.meta.url).pathname;
    const started = spawn(node, [runtime, `${folder}/query-function.js`, mode], {
      env: { ...STAND_VARIABLES, TRACELAKE_DATA: data, ...variables },
    });
    const running = new RunningFunction(started);
    await running.#line();
    return running;
  }

  async send({ method = 'GET', path, token = null, headers = {}, body }: FunctionRequest): Promise<FunctionAnswer> {
    const [rawPath, rawQueryString = ''] = path.split('?');
    const event = {
      version: '2.0',
      rawPath,
      rawQueryString,
      headers: {
        host: FUNCTION_HOST,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      requestContext: { requestId: 'r-1', http: { method, path: rawPath, sourceIp: '203.0.113.7' } },
      ...(body === undefined
        ? {}
        : { body: Buffer.from(JSON.stringify(body)).toString('base64'), isBase64Encoded: true }),
    };
    return this.sendEvent(event);
  }

  /** Whatever else a function may be invoked with. */
  async sendEvent(event: unknown): Promise<FunctionAnswer> {
    this.#process.stdin.write(`${JSON.stringify(event)}\n`);
    return JSON.parse(await this.#line()) as FunctionAnswer;
  }

  /** What it logged: one JSON object a line. */
  log(): Record<string, unknown>[] {
    const lines = this.#log.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Of the processes that it has started. */
  childPids(): string[] {
    const { pid } = this.#process;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`The function ended: ${this.#log}`);
    return value;
  }
}
