// What the process says when it ends.

export const EXIT_CODES = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;
