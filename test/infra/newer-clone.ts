// The clone as a later version of the product would be: one more column in the table, at its end.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from './sst-environment.ts';

export const NEW_COLUMN = { id: 1_200, name: 'later_column' } as const;

export interface NewerClone {
  readonly folder: string;
  remove(): void;
}

const COPIED = [
  'infra',
  'packages',
  'scripts',
  'queries',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'sst.config.ts',
];
const NOT_COPIED = new Set(['node_modules', 'dist', 'test']);

export function newerClone(): NewerClone {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-newer-'));
  for (const name of COPIED) {
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (path) => !NOT_COPIED.has(basename(path)),
    });
  }
  linkModules(folder);
  const table = join(folder, 'packages/schema/src/spans-table.ts');
  const source = readFileSync(table, 'utf8');
  writeFileSync(table, withColumn(source));
  mkdirSync(join(folder, '.sst'));
  symlinkSync(join(ROOT, '.sst/platform'), join(folder, '.sst/platform'));
  cpSync(join(ROOT, '.sst/provider-lock.json'), join(folder, '.sst/provider-lock.json'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** All as it is installed, but our own packages are those of the copy. */
function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@tracelake'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@tracelake' && name !== 'tracelake')
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(folder, 'packages'))) {
    symlinkSync(join(folder, 'packages', name), join(modules, '@tracelake', name));
    const own = join(ROOT, 'packages', name, 'node_modules');
    if (existsSync(own)) symlinkSync(own, join(folder, 'packages', name, 'node_modules'));
  }
}

function withColumn(source: string): string {
  const columns = '...MAP_COLUMNS]';
  if (!source.includes(columns)) throw new Error(`spans-table.ts no longer ends its columns with ${columns}`);
  const column = `structural(${NEW_COLUMN.id}, '${NEW_COLUMN.name}', 'varchar', 'Of a later version.')`;
  return source.replace(columns, `...MAP_COLUMNS, ${column}]`);
}
