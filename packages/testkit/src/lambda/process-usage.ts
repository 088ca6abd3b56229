// What a process has used, from /proc: CPU to the nanosecond (stat counts in 10 ms steps), resident memory by kind.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessUsage extends ProcessMemory {
  readonly cpuMs: number;
  /** What would be free without it: pages that no other process maps. */
  readonly privateMb: number;
}

export interface ProcessMemory {
  readonly residentMb: number;
  /** Memory of the process alone. */
  readonly anonymousMb: number;
  /** Pages of files, mostly of the node binary: a second process of the same binary shares them. */
  readonly fileMb: number;
}

const NO_MEMORY: ProcessMemory = { residentMb: 0, anonymousMb: 0, fileMb: 0 };
const NOTHING: ProcessUsage = { ...NO_MEMORY, cpuMs: 0, privateMb: 0 };

/** All zero once the process is gone. */
export function processUsage(pid: number): ProcessUsage {
  try {
    return { ...processMemory(pid), cpuMs: processCpuMs(pid), privateMb: privateMb(pid) };
  } catch {
    return NOTHING;
  }
}

/** What processes need together: file pages of one binary count once. */
export function sandboxMemoryMb(pids: readonly number[]): number {
  const fileMb = new Map<string, number>();
  let anonymousMb = 0;
  for (const pid of pids) {
    const memory = processMemory(pid);
    anonymousMb += memory.anonymousMb;
    const binary = binaryOf(pid);
    fileMb.set(binary, Math.max(fileMb.get(binary) ?? 0, memory.fileMb));
  }
  return [...fileMb.values()].reduce((sum, mb) => sum + mb, anonymousMb);
}

function binaryOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

export function processCpuMs(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + threadCpuMs(pid, thread), 0);
  } catch {
    return 0;
  }
}

function threadCpuMs(pid: number, thread: string): number {
  const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ', 1);
  return Number(nanoseconds) / 1e6;
}

/** A fraction of a millisecond, where what is private takes several: it is looked at while functions run. */
export function processMemory(pid: number): ProcessMemory {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return NO_MEMORY;
  }
  return {
    residentMb: megabytes(status, 'VmRSS'),
    anonymousMb: megabytes(status, 'RssAnon') + megabytes(status, 'RssShmem'),
    fileMb: megabytes(status, 'RssFile'),
  };
}

function privateMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return megabytes(rollup, 'Private_Clean') + megabytes(rollup, 'Private_Dirty');
}

function megabytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;
}
