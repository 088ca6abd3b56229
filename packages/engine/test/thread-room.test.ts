// Limits of processes and threads as Linux tells of them, and what is reached.
import { expect, test } from 'vitest';
import { type ProcessFiles, reachedThreadLimit } from '../src/thread-room.ts';

/** The lines that count, as they stand in these files. */
const limitsOf = (most: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax processes             ${most.padEnd(20)} ${most.padEnd(20)} processes \nMax open files            1024                 1048576              files     \n`;
const statOf = (threads: number): string => `7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 ${threads} 0 1 2 3`;

function filesOf(texts: Readonly<Record<string, string>>, parts: Partial<ProcessFiles> = {}): ProcessFiles {
  return { text: (path) => texts[path] ?? null, ownProcesses: () => [], isRoot: false, ...parts };
}

const OWN = { '/proc/7/stat': statOf(40), '/proc/8/stat': statOf(19) };
const ownProcesses = () => ['/proc/7', '/proc/8', '/proc/gone'];

test('the threads of all processes of a user are held against his limit', () => {
  const of = (most: string, parts = {}) =>
    reachedThreadLimit(filesOf({ ...OWN, '/proc/self/limits': limitsOf(most) }, { ownProcesses, ...parts }));
  expect(of('60')).toEqual({ used: 59, most: 60, name: 'ulimit -u' });
  expect(of('61')).toBeNull();
  const forTwelve = (most: string) =>
    reachedThreadLimit(filesOf({ ...OWN, '/proc/self/limits': limitsOf(most) }, { ownProcesses }), 12);
  expect([forTwelve('70')?.used, forTwelve('71')]).toEqual([59, null]);
  expect(of('60', { isRoot: true })).toBeNull();
  const ofRoot = (map: string) =>
    reachedThreadLimit(
      filesOf(
        { ...OWN, '/proc/self/limits': limitsOf('60'), '/proc/self/uid_map': map },
        { ownProcesses, isRoot: true },
      ),
    );
  expect(ofRoot('         0          0 4294967295\n')).toBeNull();
  // Root of a container that a user has started is that user.
  expect(ofRoot('         0       1000          1\n         1     100000      65536\n')).not.toBeNull();
  expect(of('unlimited')).toBeNull();
  const listsNone = { ownProcesses: () => expect.unreachable('a limit that nobody comes near was counted') };
  expect(of('96364', listsNone)).toBeNull();
});

test.each([
  ['a container', '0::/\n', '/sys/fs/cgroup'],
  ['a service', '0::/system.slice/tracelake.service\n', '/sys/fs/cgroup/system.slice/tracelake.service'],
  ['the first version', '8:pids:/docker/7\n0::/\n', '/sys/fs/cgroup/pids/docker/7'],
  ['the one above it', '0::/user.slice/user-7.slice/session-1.scope\n', '/sys/fs/cgroup/user.slice/user-7.slice'],
  ['by the path that it has outside of its container', '8:pids:/docker/7\n0::/\n', '/sys/fs/cgroup/pids'],
])('so is a group: %s', (_, groups, folder) => {
  const of = (most: string) =>
    reachedThreadLimit(
      filesOf({ '/proc/self/cgroup': groups, [`${folder}/pids.max`]: most, [`${folder}/pids.current`]: '99\n' }),
    );
  expect(of('100\n')).toEqual({ used: 99, most: 100, name: 'pids.max' });
  expect(of('101\n')).toBeNull();
  expect(of('max\n')).toBeNull();
});

test('where nothing is told of, as on a Mac, nothing is reached; nor here', () => {
  expect(reachedThreadLimit(filesOf({}))).toBeNull();
  expect(reachedThreadLimit()).toBeNull();
});
