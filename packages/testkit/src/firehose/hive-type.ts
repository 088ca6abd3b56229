// Glue's type text as a tree: `map<string,double>`, `array<struct<name:string>>`.

export type HiveScalarName = 'string' | 'int' | 'bigint' | 'float' | 'double' | 'boolean' | 'timestamp' | 'date';

export interface HiveScalar {
  readonly kind: 'scalar';
  readonly name: HiveScalarName;
  /** Of char and varchar: longer text is cut. */
  readonly maxLength?: number;
  /** Of what is an int in Parquet: tinyint has 8, smallint 16. */
  readonly bits?: number;
}

export interface HiveMap {
  readonly kind: 'map';
  readonly value: HiveType;
}

export interface HiveArray {
  readonly kind: 'array';
  readonly element: HiveType;
}

export interface HiveMember {
  readonly name: string;
  readonly type: HiveType;
}

export interface HiveStruct {
  readonly kind: 'struct';
  readonly members: readonly HiveMember[];
}

export type HiveType = HiveScalar | HiveMap | HiveArray | HiveStruct;

const SCALARS: Readonly<Record<string, HiveScalarName>> = {
  string: 'string',
  tinyint: 'int',
  smallint: 'int',
  int: 'int',
  bigint: 'bigint',
  float: 'float',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  date: 'date',
};

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32 };

/** Throws for what it does not know: decimal, binary, uniontype. */
export function hiveType(text: string): HiveType {
  const reader = new TypeReader(text.toLowerCase().replace(/\s/g, ''));
  const type = reader.type();
  reader.end();
  return type;
}

class TypeReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  type(): HiveType {
    const name = this.take(/[a-z]+/y);
    switch (name) {
      case 'map':
        return this.map();
      case 'array':
        return { kind: 'array', element: this.enclosed(() => this.type()) };
      case 'struct':
        return { kind: 'struct', members: this.enclosed(() => this.members()) };
      case 'char':
      case 'varchar':
        return { kind: 'scalar', name: 'string', maxLength: Number(this.take(/\(\d+\)/y).slice(1, -1)) };
      default:
        if (SCALARS[name] === undefined) throw new Error(`Glue type "${this.text}" is not known to the fake Firehose`);
        return { kind: 'scalar', name: SCALARS[name], bits: BITS[name] };
    }
  }

  end(): void {
    if (this.at < this.text.length) throw new Error(`Glue type "${this.text}" has more behind its end`);
  }

  private map(): HiveMap {
    return this.enclosed(() => {
      this.take(/string,/y);
      return { kind: 'map', value: this.type() };
    });
  }

  private members(): HiveMember[] {
    const members: HiveMember[] = [];
    do members.push({ name: this.take(/[^:]+:/y).slice(0, -1), type: this.type() });
    while (this.text[this.at] === ',' && this.at++ >= 0);
    return members;
  }

  private enclosed<T>(read: () => T): T {
    this.take(/</y);
    const value = read();
    this.take(/>/y);
    return value;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) throw new Error(`Glue type "${this.text}" is not known to the fake Firehose`);
    this.at = pattern.lastIndex;
    return match[0];
  }
}
