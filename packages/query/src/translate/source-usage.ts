// Keeps what a query needs of the catalogue's tables: columns, how often a table stands in a FROM, and bounds on its columns.
import { quoteIdentifier } from '../types/quoting.ts';
import type { RelationSource, SourceColumn } from './relation-source.ts';
import type { SourceBound, UsedSource } from './translation.ts';

/** One place where a table stands in a FROM, printed under an alias of its own. */
export class SourceUse {
  readonly relation: RelationSource;
  readonly alias: string;
  private readonly usage: RelationUsage;
  private readonly bounds: SourceBound[] = [];

  constructor(relation: RelationSource, alias: string, usage: RelationUsage) {
    this.relation = relation;
    this.alias = alias;
    this.usage = usage;
    usage.uses.push(this.bounds);
  }

  columnSql(column: SourceColumn): string {
    const sql = `${this.alias}.${quoteIdentifier(column.id)}`;
    this.usage.columnsBySql.set(sql, column);
    return sql;
  }

  add(column: SourceColumn): void {
    this.usage.columns.set(column.id, column);
  }

  /** The column that this SQL is, if it is nothing but one. */
  columnOf(sql: string): SourceColumn | undefined {
    return sql.startsWith(`${this.alias}.`) ? this.usage.columnsBySql.get(sql) : undefined;
  }

  bound(bound: SourceBound): void {
    this.bounds.push(bound);
  }
}

interface RelationUsage {
  readonly relation: RelationSource;
  readonly columns: Map<string, SourceColumn>;
  readonly columnsBySql: Map<string, SourceColumn>;
  /** Bounds by use. */
  readonly uses: SourceBound[][];
}

export class SourceUsage {
  private readonly usages = new Map<RelationSource, RelationUsage>();

  use(relation: RelationSource, alias: string): SourceUse {
    let usage = this.usages.get(relation);
    if (usage === undefined) {
      usage = { relation, columns: new Map(), columnsBySql: new Map(), uses: [] };
      this.usages.set(relation, usage);
    }
    return new SourceUse(relation, alias, usage);
  }

  /** Call what it gives to count the uses that were added in between as often again: the engines repeat a step of a recursion. */
  repeater(): (times: number) => void {
    const before = new Map([...this.usages.values()].map((usage) => [usage, usage.uses.length]));
    return (times) => {
      for (const usage of this.usages.values()) {
        const added = usage.uses.slice(before.get(usage) ?? 0);
        for (let i = 0; i < times; i++) usage.uses.push(...added);
      }
    };
  }

  sources(): UsedSource[] {
    return [...this.usages.values()].map(({ relation, columns, uses }) => ({
      relation,
      columns: [...columns.values()],
      uses,
    }));
  }
}
