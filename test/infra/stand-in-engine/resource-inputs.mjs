// What the stand-in compares two runs by: a resource's inputs, of files what is in them; and what its options say.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Members in order, so that equal inputs are equal texts. */
export function stableInputs(inputs) {
  return JSON.stringify(inputs, (_key, value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    if (typeof value.path === 'string') return createHash('sha256').update(readFileSync(value.path)).digest('hex');
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

/** `ignoreChanges`: SST gives names with random ends in each run, and the first one stays. */
export function keepIgnored(inputs, ignored, old) {
  const kept = ignored.filter((name) => old?.[name] !== undefined).map((name) => [name, old[name]]);
  return { ...inputs, ...Object.fromEntries(kept) };
}

/** Pulumi's mocks hide the options of a resource: they are read where it is registered, just before the mock is asked. */
export function registeredOptions(MockMonitor) {
  let current;
  const register = MockMonitor.prototype.registerResource;
  MockMonitor.prototype.registerResource = function (request, callback) {
    current = {
      retainOnDelete: request.getRetainondelete() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
    };
    return register.call(this, request, callback);
  };
  return { next: () => current };
}
