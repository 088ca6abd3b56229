// What a process has used, from /proc: CPU to the nanosecond (stat counts in 10 ms steps), resident memory by kind.
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessUsage {
  readonly cpuMs: number;
  readonly residentMb: number;
  /** Memory of the process alone. */
  readonly anonymousMb: number;
  /** Pages of files, mostly of the node binary: a second process of the same binary shares them. */
  readonly fileMb: number;
}

const NOTHING: ProcessUsage = { cpuMs: 0, residentMb: 0, anonymousMb: 0, fileMb: 0 };

/** All zero once the process is gone. */
export function processUsage(pid: number): ProcessUsage {
  try {
    return { cpuMs: cpuMs(pid), ...memory(pid) };
  } catch {
    return NOTHING;
  }
}

/** What processes need together: shared file pages count once. */
export function sandboxMemoryMb(pids: readonly number[]): number {
  const usages = pids.map((pid) => {
    try {
      return memory(pid);
    } catch {
      return NOTHING;
    }
  });
  return usages.reduce((sum, { anonymousMb }) => sum + anonymousMb, Math.max(0, ...usages.map(({ fileMb }) => fileMb)));
}

function cpuMs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ', 1)[0]);
  }
  return nanoseconds / 1e6;
}

function memory(pid: number): Omit<ProcessUsage, 'cpuMs'> {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return {
    residentMb: megabytes('VmRSS'),
    anonymousMb: megabytes('RssAnon') + megabytes('RssShmem'),
    fileMb: megabytes('RssFile'),
  };
}
