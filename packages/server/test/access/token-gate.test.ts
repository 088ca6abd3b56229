// Who is let in, and how often the bucket is asked for it.
import { describe, expect, it } from 'vitest';
import { type KeptToken, newToken } from '../../src/access/access-token.ts';
import { TokenGate } from '../../src/access/token-gate.ts';

const laptop = newToken('laptop', 0);
const server = newToken('server', 0);

function gateOver(tokens: KeptToken[]) {
  const state = { tokens, reads: 0, nowMs: 1_000_000 };
  const source = {
    read: async () => {
      state.reads++;
      return state.tokens;
    },
  };
  return { gate: new TokenGate(source, () => state.nowMs), state };
}

describe('TokenGate', () => {
  it('names who asks', async () => {
    const { gate } = gateOver([laptop.kept, server.kept]);
    expect(await gate.check(`Bearer ${server.token}`)).toBe('server');
  });

  it.each([undefined, '', 'Basic x', 'Bearer', 'Bearer secret', 'Bearer tlk_zz_zz'])(
    'refuses %j without asking the bucket',
    async (authorization) => {
      const { gate, state } = gateOver([laptop.kept]);
      await expect(gate.check(authorization)).rejects.toMatchObject({ code: 'unauthorized' });
      expect(state.reads).toBe(0);
    },
  );

  it("refuses another's secret under a known id", async () => {
    const { gate } = gateOver([laptop.kept, server.kept]);
    const mixed = laptop.token.slice(0, 17) + server.token.slice(17);
    await expect(gate.check(`Bearer ${mixed}`)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('asks the bucket once for many requests, and for many guesses', async () => {
    const { gate, state } = gateOver([laptop.kept]);
    for (let n = 0; n < 50; n++) {
      await gate.check(`Bearer ${laptop.token}`);
      await gate.check(`Bearer ${newToken('x', 0).token}`).catch(() => {});
    }
    expect(state.reads).toBe(1);
  });

  it('lets a new token in at once, and a revoked one no longer than half a minute', async () => {
    const { gate, state } = gateOver([laptop.kept]);
    await gate.check(`Bearer ${laptop.token}`);
    state.tokens = [server.kept];
    state.nowMs += 2_000;
    expect(await gate.check(`Bearer ${server.token}`)).toBe('server');
    await expect(gate.check(`Bearer ${laptop.token}`)).rejects.toMatchObject({ code: 'unauthorized' });
    state.tokens = [];
    state.nowMs += 30_000;
    await expect(gate.check(`Bearer ${server.token}`)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
