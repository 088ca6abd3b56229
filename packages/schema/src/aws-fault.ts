// What an AWS service, its client or the way to them said of a failed call; and the code of it where it is about who asks, or from where.
import type { ErrorCode } from './error-table.ts';

export interface AwsFault {
  /** AWS's own code: `AccessDenied`, `ThrottlingException`. */
  readonly name: string;
  readonly message: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** Where the resource lies instead, if the service said so. */
  readonly region: string | undefined;
  /** Whether the service, its client or the network said it; all else is a mistake of ours. */
  readonly isOfClient: boolean;
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
const UNKNOWN_CREDENTIALS = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'InvalidToken',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);

/** An answer that breaks off while it is read comes from the socket, past the client. */
const OF_THE_NETWORK = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE']);

export function awsFault(error: unknown): AwsFault {
  const { name, code, message, Message, Code, Region, $metadata, $response } = error as {
    name?: string;
    code?: string;
    message?: string;
    Message?: string;
    Code?: string;
    Region?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { headers?: Record<string, string> };
  };
  return {
    name: Code ?? name ?? '',
    message: message || Message || '',
    status: $metadata?.httpStatusCode ?? 0,
    region: Region ?? $response?.headers?.['x-amz-bucket-region'],
    // A silence inside an answer is its own kind of error.
    isOfClient: $metadata !== undefined || name === 'TimeoutError' || OF_THE_NETWORK.has(code ?? ''),
  };
}

/** `undefined` where neither credentials nor region are to blame. */
export function awsSignInCode({ name, message }: AwsFault): ErrorCode | undefined {
  const isOfProvider = name === 'CredentialsProviderError';
  if (EXPIRED.has(name) || (isOfProvider && /expired/i.test(message))) return 'aws_credentials_expired';
  if (isOfProvider) return 'aws_credentials_missing';
  if (UNKNOWN_CREDENTIALS.has(name)) return 'aws_credentials_invalid';
  return /^region (is missing|not accepted)/i.test(message) ? 'aws_region_wrong' : undefined;
}

/** The words for it: `asked` is what could not be asked. */
export function awsSignInMessage(code: ErrorCode, { name, message }: AwsFault, asked: string): string {
  switch (code) {
    case 'aws_credentials_expired':
      return `The AWS credentials for ${asked} have expired.`;
    case 'aws_credentials_missing':
      return `No AWS credentials were found to ask ${asked}${reasonOf(message)}.`;
    case 'aws_credentials_invalid':
      return `AWS does not know the credentials for ${asked} (${name}).`;
    default:
      return `No AWS region is set to ask ${asked}, or none that can be.`;
  }
}

/** A command that should have given credentials may have secrets among its words. */
function reasonOf(message: string): string {
  const [line = ''] = message.split('\n');
  if (line === '' || line.startsWith('Could not load credentials from any')) return '';
  return `: ${line.startsWith('Command failed') ? 'the credential_process of the profile failed' : line.replace(/\.$/, '')}`;
}
