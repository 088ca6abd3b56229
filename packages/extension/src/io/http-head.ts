// The head of a request: what it asks for, and how long its body is. What is not surely HTTP/1.1 as its specification has it is refused.

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** By name in lower case; of several of one name the values with commas between. */
  readonly headers: ReadonlyMap<string, string>;
  /** Of the body; `undefined` where it comes in chunks. */
  readonly length: number | undefined;
  /** The body comes when the sender is told so. */
  readonly expectsContinue: boolean;
  /** HTTP/1.0 */
  readonly isOld: boolean;
}

const REQUEST_LINE = /^([A-Z-]+) ([^\s\0]+) HTTP\/1\.([01])$/;
const FIELD = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([^\r\n\0]*)$/;

/** `null`: it is none. */
export function requestHead(text: string): RequestHead | null {
  const lines = text.split('\r\n');
  const request = REQUEST_LINE.exec(lines[0]);
  if (request === null) return null;
  const headers = new Map<string, string>();
  for (let i = 1; i < lines.length; i++) {
    const field = FIELD.exec(lines[i]);
    if (field === null) return null;
    const name = field[1].toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? field[2].trimEnd() : `${before}, ${field[2].trimEnd()}`);
  }
  const length = headers.get('content-length');
  const coding = headers.get('transfer-encoding')?.toLowerCase();
  const isOld = request[3] === '0';
  // Two lengths, or an encoding that is not known: nobody can say where the next request begins.
  if (length !== undefined && (coding !== undefined || !/^\d{1,15}$/.test(length))) return null;
  if (coding !== undefined && (coding !== 'chunked' || isOld)) return null;
  return {
    method: request[1],
    target: request[2],
    headers,
    length: coding === undefined ? Number(length ?? 0) : undefined,
    expectsContinue: /^100-continue$/i.test(headers.get('expect') ?? ''),
    isOld,
  };
}

/** Whether the connection ends with the answer. */
export function isClosing({ headers, isOld }: RequestHead): boolean {
  const connection = headers.get('connection') ?? '';
  return /\bclose\b/i.test(connection) || (isOld && !/\bkeep-alive\b/i.test(connection));
}
