// The questions that come with Tracelake: `.sql` files whose names begin with @ on the command line.
import { readdir, readFile } from 'node:fs/promises';
import { nearestNames, TracelakeError } from '@tracelake/schema';
import { BUILT_ENTRIES } from './built-entries.ts';

export interface NamedQuery {
  /** `slow-routes` */
  readonly name: string;
  readonly description: string;
}

/** @param name without the @. Throws `config_invalid` with names that are near. */
export async function namedQuery(name: string): Promise<string> {
  const names = await queryNames();
  if (names.includes(name)) return readFile(fileOf(name), 'utf8');
  const [nearest] = nearestNames(name, names, 1);
  const meant = nearest === undefined ? '' : `; did you mean @${nearest}?`;
  throw new TracelakeError('config_invalid', `There is no question @${name.slice(0, 60)}${meant}`, {
    details: { name: name.slice(0, 60), names },
    hint: '"tracelake sql @" lists them.',
  });
}

export async function namedQueries(): Promise<NamedQuery[]> {
  const names = await queryNames();
  return Promise.all(
    names.map(async (name) => ({ name, description: descriptionOf(await readFile(fileOf(name), 'utf8')) })),
  );
}

async function queryNames(): Promise<string[]> {
  const files = await readdir(BUILT_ENTRIES.queries);
  return files.flatMap((file) => /^([a-z0-9-]+)\.sql$/.exec(file)?.[1] ?? []).sort();
}

function fileOf(name: string): URL {
  return new URL(`${name}.sql`, BUILT_ENTRIES.queries);
}

function descriptionOf(sql: string): string {
  return /^-- description: (.*)$/m.exec(sql)?.[1] ?? '';
}
