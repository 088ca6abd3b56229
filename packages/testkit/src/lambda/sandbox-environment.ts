// The variables that Lambda gives to a function and to an extension: the second gets fewer, and the customer's own, NODE_OPTIONS too.
import { dirname } from 'node:path';
import { type LambdaCredentials, type LambdaPlatformOptions, PLATFORM_DEFAULTS } from './platform-options.ts';

export interface SandboxAddresses {
  /** host:port */
  readonly runtimeApi: string;
  readonly tmpFolder: string;
  readonly nodeBinary: string;
  /** Opens the credentials endpoint that SnapStart functions use. */
  readonly credentialsToken: string;
}

const DEFAULT_CREDENTIALS = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'example-secret-access-key-example-000000',
  sessionToken: 'example-session-token',
};

export type Variables = Record<string, string>;

export function extensionVariables(options: LambdaPlatformOptions, addresses: SandboxAddresses): Variables {
  const { functionName, functionVersion, memorySizeMb, region } = { ...PLATFORM_DEFAULTS, ...options };
  return {
    PATH: `${dirname(addresses.nodeBinary)}:/usr/local/bin:/usr/bin:/bin:/opt/bin`,
    LD_LIBRARY_PATH: '/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    TMPDIR: addresses.tmpFolder,
    ...options.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: options.initialization ?? 'on-demand',
    AWS_LAMBDA_RUNTIME_API: addresses.runtimeApi,
    ...credentialVariables(options, addresses),
  };
}

export function runtimeVariables(options: LambdaPlatformOptions, addresses: SandboxAddresses): Variables {
  const { functionName, functionVersion } = { ...PLATFORM_DEFAULTS, ...options };
  return {
    ...extensionVariables(options, addresses),
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_LOG_FORMAT: options.logFormat ?? 'Text',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `2026/11/28/[${functionVersion}]0123456789abcdef0123456789abcdef`,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: dirname(options.handler),
    _HANDLER: options.handler,
    ...(options.maxConcurrency === undefined ? {} : { AWS_LAMBDA_MAX_CONCURRENCY: String(options.maxConcurrency) }),
  };
}

/** A snapshot outlives any key, so SnapStart functions ask an endpoint instead. */
function credentialVariables(options: LambdaPlatformOptions, addresses: SandboxAddresses): Variables {
  if (options.initialization === 'snap-start') {
    return {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${addresses.runtimeApi}/2021-04-23/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: addresses.credentialsToken,
    };
  }
  const credentials = platformCredentials(options);
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

export function platformCredentials({ credentials = DEFAULT_CREDENTIALS }: LambdaPlatformOptions): LambdaCredentials {
  return typeof credentials === 'function' ? credentials() : credentials;
}
