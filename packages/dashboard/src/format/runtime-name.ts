// A runtime of Lambda by the name that it is chosen by.

const RUNTIME_VERSION = /^(?<name>[a-z]+):(?<version>[\d.]+?)\.v\d+$/;

/** `nodejs22.x` of `nodejs:22.v31`; null for what is no version of one. */
export function runtimeName(runtimeVersion: string): string | null {
  const { name, version } = RUNTIME_VERSION.exec(runtimeVersion)?.groups ?? {};
  return name === undefined ? null : `${name}${version}${name === 'nodejs' ? '.x' : ''}`;
}
