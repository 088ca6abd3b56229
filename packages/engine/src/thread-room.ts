// Whether this process may make one more thread. Where Node's watch over a script cannot have its own, it ends the whole process: no error is thrown.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { TracelakeError } from '@tracelake/schema';

export interface ThreadLimit {
  /** Processes and threads. */
  readonly used: number;
  readonly most: number;
  /** What sets it. */
  readonly name: 'ulimit -u' | 'pids.max';
}

/** What the system says, by path; `null` where there is no such file. Linux alone has any of these. */
export interface ProcessFiles {
  readonly text: (path: string) => string | null;
  /** Processes of the user that runs this one, as their folders in /proc. */
  readonly ownProcesses: () => readonly string[];
  readonly isRoot: boolean;
}

/** A user who may have more does not come near it, and to count what he runs takes 30 µs a process. */
const LARGEST_COUNTED = 4_096;
/** Where a kernel knows no users of a container's own. */
const ALL_USERS = '0 0 4294967295';
/** Others make threads at the same moment. */
const SPARE = 2;

/** The limit that leaves no room for so many; `null` where there is some. */
export function reachedThreadLimit(files: ProcessFiles = SYSTEM_FILES, room = SPARE): ThreadLimit | null {
  const limits = [userLimit(files), ...groupLimits(files)];
  return limits.find((limit) => limit !== null && limit.used + room > limit.most) ?? null;
}

/** `missing`: what cannot be had for it, as a sentence begins. */
export function noThreadRoom(missing: string, { used, most, name }: ThreadLimit): TracelakeError {
  const message = `${missing}: ${used} of ${most} processes and threads (${name}) are there.`;
  return new TracelakeError('too_many_queries', message, {
    details: { used, limit: most, setBy: name },
    hint: `End what else runs there, or raise ${name}; nothing needs a restart.`,
    retryAfterSeconds: 5,
  });
}

/** Root is not held to it, but who is root only in a container of his own is. */
function userLimit({ text, ownProcesses, isRoot }: ProcessFiles): ThreadLimit | null {
  const most = Number(/^Max processes +(\d+)/m.exec(text('/proc/self/limits') ?? '')?.[1] ?? Number.NaN);
  const isRootOfAll = isRoot && /^ *0 +0 +4294967295$/m.test(text('/proc/self/uid_map') ?? ALL_USERS);
  if (isRootOfAll || Number.isNaN(most) || most > LARGEST_COUNTED) return null;
  // The name, in brackets, may have any character; the number of threads is the 18th behind it.
  const threadsOf = (folder: string) => Number(text(`${folder}/stat`)?.split(') ').at(-1)?.split(' ')[17] ?? 0);
  const used = ownProcesses().reduce((sum, folder) => sum + threadsOf(folder), 0);
  return { used, most, name: 'ulimit -u' };
}

/** Of a container or a service, by the second version of groups and by the first: its own group's, and that of each above it. */
function groupLimits({ text }: ProcessFiles): ThreadLimit[] {
  const groups = text('/proc/self/cgroup') ?? '';
  const [, path = '/'] = /^0::(.*)$/m.exec(groups) ?? [];
  const [, firstPath = '/'] = /^\d+:pids:(.*)$/m.exec(groups) ?? [];
  const folders = [...upwards('/sys/fs/cgroup', path), ...upwards('/sys/fs/cgroup/pids', firstPath)];
  return folders.flatMap((folder) => {
    const most = Number.parseInt(text(`${folder}/pids.max`) ?? '', 10);
    const used = Number.parseInt(text(`${folder}/pids.current`) ?? '', 10);
    return Number.isNaN(most) || Number.isNaN(used) ? [] : [{ used, most, name: 'pids.max' as const }];
  });
}

/** Up to the root, which in a container may be the group that the host knows by that path. */
function upwards(root: string, path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return Array.from({ length: names.length + 1 }, (_, n) => [root, ...names.slice(0, names.length - n)].join('/'));
}

const SYSTEM_FILES: ProcessFiles = {
  text: (path) => {
    try {
      return readFileSync(path, 'latin1');
    } catch {
      return null;
    }
  },
  ownProcesses: () => {
    const uid = process.getuid?.();
    const folders = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return folders
      .map((name) => `/proc/${name}`)
      .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.uid === uid);
  },
  isRoot: process.getuid?.() === 0,
};
