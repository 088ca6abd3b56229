// Checks AWS Signature Version 4 of a request, written from the specification and independent of any signer it judges.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedRequest {
  readonly method: string;
  /** Path and query, as received. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Set for temporary credentials, which a function always has. */
  readonly sessionToken?: string;
  /** From then on the token is refused as expired, milliseconds since 1970. */
  readonly expiresAtMs?: number;
}

export interface SignatureScope {
  readonly region: string;
  readonly service: string;
}

/** What AWS answers: code and message. */
export interface SignatureFault {
  readonly code: string;
  readonly message: string;
}

/** A signature is good for so long before and after its date. */
export const MAX_CLOCK_SKEW_MS = 300_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** `null` when the signature is right. */
export function signatureFault(
  request: SignedRequest,
  accepted: readonly SigningCredentials[],
  scope: SignatureScope,
  nowMs: number,
): SignatureFault | null {
  const { authorization, 'x-amz-date': date } = request.headers;
  if (authorization === undefined) return fault('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const match = AUTHORIZATION.exec(authorization);
  if (match === null) return fault('IncompleteSignatureException', 'Authorization header is not of the known form.');
  const [, accessKeyId, day, region, service, signedHeaders, signature] = match as unknown as string[];
  const signed = signedHeaders.split(';');
  const formFault = faultOfForm(request, { date, day, region, service, signed }, scope, nowMs);
  if (formFault !== null) return formFault;
  const credentials = accepted.find((each) => each.accessKeyId === accessKeyId);
  const tokenFault = faultOfCredentials(credentials, request.headers['x-amz-security-token'], nowMs);
  if (credentials === undefined || tokenFault !== null) return tokenFault;
  const text = ['AWS4-HMAC-SHA256', date, `${day}/${region}/${service}/aws4_request`, canonicalHash(request, signed)];
  const key = ['aws4_request', service, region, day].reduceRight<Uint8Array | string>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  const expected = hmac(key, text.join('\n'));
  if (timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return null;
  return fault(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  );
}

interface AuthorizationParts {
  readonly date: string | undefined;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signed: readonly string[];
}

function faultOfForm(
  { headers }: SignedRequest,
  { date, day, region, service, signed }: AuthorizationParts,
  scope: SignatureScope,
  nowMs: number,
): SignatureFault | null {
  if (region !== scope.region || service !== scope.service) {
    return fault('InvalidSignatureException', `Credential should be scoped to ${scope.region}/${scope.service}.`);
  }
  const atMs = date === undefined ? Number.NaN : dateOf(date);
  if (Number.isNaN(atMs) || !date?.startsWith(day)) {
    return fault('IncompleteSignatureException', 'x-amz-date is missing, or not of the day of the credential.');
  }
  const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = mustBeSigned.filter((name) => !signed.includes(name));
  if (unsigned.length > 0) return fault('InvalidSignatureException', `${unsigned.join(', ')} must be signed.`);
  if ([...signed].sort().join() !== signed.join()) {
    return fault('InvalidSignatureException', 'SignedHeaders are not in order.');
  }
  if (Math.abs(atMs - nowMs) <= MAX_CLOCK_SKEW_MS) return null;
  const relation = atMs < nowMs ? 'expired' : 'not yet current';
  return fault('InvalidSignatureException', `Signature ${relation}: ${date} is more than 5 min. away.`);
}

function faultOfCredentials(
  credentials: SigningCredentials | undefined,
  token: string | undefined,
  nowMs: number,
): SignatureFault | null {
  if (credentials === undefined || credentials.sessionToken !== token) {
    return fault('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (credentials.expiresAtMs !== undefined && nowMs >= credentials.expiresAtMs) {
    return fault('ExpiredTokenException', 'The security token included in the request is expired');
  }
  return null;
}

function canonicalHash({ method, target, headers, body }: SignedRequest, signed: readonly string[]): string {
  const [path, query = ''] = target.split('?', 2) as [string, string?];
  const lines = signed.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  const parameters = query === '' ? '' : query.split('&').sort().join('&');
  const canonical = [method, path, parameters, lines.join(''), signed.join(';'), sha256(body)].join('\n');
  return sha256(new TextEncoder().encode(canonical));
}

/** `20261122T170500Z` as milliseconds since 1970. */
function dateOf(text: string): number {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function fault(code: string, message: string): SignatureFault {
  return { code, message };
}

function hmac(key: Uint8Array | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
