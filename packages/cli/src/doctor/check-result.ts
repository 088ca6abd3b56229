// What a check of `tracelake doctor` found.

export interface CheckResult {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it; `null` when all is well. */
  readonly next: string | null;
}

export function ok(name: string, message: string): CheckResult {
  return { name, level: 'ok', message, next: null };
}

export function warn(name: string, message: string, next: string): CheckResult {
  return { name, level: 'warn', message, next };
}

export function fail(name: string, message: string, next: string): CheckResult {
  return { name, level: 'fail', message, next };
}
