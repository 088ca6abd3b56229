// Keeps what a query needs of the catalogue's tables: columns, how often a table stands in a FROM, and bounds on its columns.
import { quoteIdentifier } from '../types/quoting.ts';
import type { RelationSource, SourceColumn } from './relation-source.ts';
import type { SourceBound, UsedSource } from './translation.ts';

/** One place where a table stands in a FROM, printed under an alias of its own. */
export class SourceUse {
  readonly relation: RelationSource;
  readonly alias: string;
  private readonly usage: RelationUsage;

  constructor(relation: RelationSource, alias: string, usage: RelationUsage) {
    this.relation = relation;
    this.alias = alias;
    this.usage = usage;
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
    this.usage.bounds.push(bound);
  }
}

interface RelationUsage {
  readonly relation: RelationSource;
  readonly columns: Map<string, SourceColumn>;
  readonly columnsBySql: Map<string, SourceColumn>;
  readonly bounds: SourceBound[];
  uses: number;
}

export class SourceUsage {
  private readonly usages = new Map<RelationSource, RelationUsage>();

  use(relation: RelationSource, alias: string): SourceUse {
    let usage = this.usages.get(relation);
    if (usage === undefined) {
      usage = { relation, columns: new Map(), columnsBySql: new Map(), bounds: [], uses: 0 };
      this.usages.set(relation, usage);
    }
    usage.uses++;
    return new SourceUse(relation, alias, usage);
  }

  /** Bounds only where the table is used once: they would narrow the other uses too. */
  sources(): UsedSource[] {
    return [...this.usages.values()].map(({ relation, columns, uses, bounds }) => ({
      relation,
      columns: [...columns.values()],
      uses,
      bounds: uses === 1 ? bounds : [],
    }));
  }
}
