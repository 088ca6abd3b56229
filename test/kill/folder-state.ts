// What a lake's folder holds at one moment, read from names and current.json alone: not the product's code, so that it can judge it.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface FolderState {
  readonly landedThrough: number;
  /** Sequences of the tails that readers see. */
  readonly liveTails: readonly number[];
  readonly retainedFrom: string | null;
  readonly logs: readonly number[];
  readonly tails: readonly number[];
  /** Last sequences of the files of fingerprints. */
  readonly recent: readonly number[];
  /** Last sequences of the landing files that the lake's own writer made. */
  readonly landed: readonly number[];
  readonly landingFiles: readonly string[];
  /** Landing files of hours that are no longer kept, and what lies in the same hours of the catalogue. */
  readonly expiredFiles: readonly string[];
  readonly expiredDocuments: readonly string[];
  readonly bundles: readonly string[];
  /** Files that were being written, by path below the folder. */
  readonly temporaries: readonly string[];
  readonly hasTakeover: boolean;
}

function pathsBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    // Something went while it was listed: the moment has passed.
    return [];
  }
}

function numbers(names: readonly string[], form: RegExp): number[] {
  return names.flatMap((name) => {
    const match = form.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
}

interface Published {
  readonly landedThrough?: number;
  readonly retainedFrom?: string | null;
  readonly tails?: readonly { readonly sequence: number }[];
}

function published(folder: string): Published {
  try {
    return JSON.parse(readFileSync(join(folder, 'wal/current.json'), 'utf8')) as Published;
  } catch {
    return {};
  }
}

/** Of those files of `folder` that lie in hours before `retainedFrom`. */
function expired(paths: readonly string[], folder: string, retainedFrom: string | null): string[] {
  return paths.filter((path) => {
    const [, day, hour] = /dt=([\d-]+)\/hour=(\d+)\/[^/]+$/.exec(path) ?? [];
    return path.startsWith(folder) && day !== undefined && `${day}T${hour}` < (retainedFrom ?? '');
  });
}

export function folderState(folder: string): FolderState {
  const paths = pathsBelow(folder);
  const current = published(folder);
  const retainedFrom = current.retainedFrom ?? null;
  return {
    landedThrough: current.landedThrough ?? 0,
    liveTails: (current.tails ?? []).map((tail) => tail.sequence),
    retainedFrom,
    logs: numbers(paths, /^wal\/log\/(\d{12})\.log$/),
    tails: numbers(paths, /^wal\/tail\/[a-z]+-(\d{12})\.parquet$/),
    recent: numbers(paths, /^wal\/recent\/(\d{12})\.bin$/),
    landed: numbers(paths, /^landing\/.*\/\d{8}T\d{6}Z-[0-9a-f]{12}-\d{12}-(\d{12})\.parquet$/),
    landingFiles: paths.filter((path) => path.startsWith('landing/') && path.endsWith('.parquet')),
    expiredFiles: expired(paths, 'landing/', retainedFrom),
    expiredDocuments: expired(paths, 'catalog/', retainedFrom),
    bundles: paths.filter((path) => basename(path) === '_hour.json.gz'),
    temporaries: paths.filter((path) => path.endsWith('.tmp')),
    hasTakeover: paths.some((path) => path.startsWith('wal/lock.takeover')),
  };
}
