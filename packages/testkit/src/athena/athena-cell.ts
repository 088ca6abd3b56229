// A value of Trino as Athena writes it in a result: one text, with what that loses.
import type { TrinoTypeSignature } from './trino-run.ts';

/** `undefined` for NULL, which has no text at all. */
export function athenaCell(value: unknown, type: TrinoTypeSignature): { VarCharValue: string } | Record<string, never> {
  return value === null || value === undefined ? {} : { VarCharValue: cellText(value, type) };
}

function cellText(value: unknown, type: TrinoTypeSignature): string {
  if (value === null) return 'null';
  switch (type.rawType) {
    case 'array':
      return `[${(value as unknown[]).map((item) => cellText(item, typeAt(type, 0))).join(', ')}]`;
    case 'map':
      return `{${Object.entries(value as object)
        .map(([key, item]) => `${key}=${cellText(item, typeAt(type, 1))}`)
        .join(', ')}}`;
    case 'row':
      return `{${(value as unknown[]).map((item, i) => fieldText(item, type, i)).join(', ')}}`;
    case 'varbinary':
      return (Buffer.from(String(value), 'base64').toString('hex').match(/../g) ?? []).join(' ');
    case 'timestamp':
    case 'timestamp with time zone':
      return inMilliseconds(String(value));
    default:
      return String(value);
  }
}

function typeAt(type: TrinoTypeSignature, index: number): TrinoTypeSignature {
  return type.arguments[index].value as TrinoTypeSignature;
}

function fieldText(value: unknown, type: TrinoTypeSignature, index: number): string {
  const argument = type.arguments[index];
  const named = argument.value as { fieldName?: { name: string } | null; typeSignature: TrinoTypeSignature };
  if (argument.kind === 'TYPE') return `field${index}=${cellText(value, argument.value as TrinoTypeSignature)}`;
  return `${named.fieldName?.name ?? `field${index}`}=${cellText(value, named.typeSignature)}`;
}

/** `2026-11-22 10:00:00.123456` → `2026-11-22 10:00:00.123` */
function inMilliseconds(text: string): string {
  return text.replace(/(:\d\d)(?:\.(\d+))?(?=$| )/, (_, seconds: string, digits = '') => {
    return `${seconds}.${String(digits).slice(0, 3).padEnd(3, '0')}`;
  });
}

const UNBOUNDED = 2_147_483_647;

export function athenaColumn(name: string, { rawType, arguments: given }: TrinoTypeSignature) {
  const number = (index: number, otherwise: number) => Number(given[index]?.value ?? otherwise);
  const isDecimal = rawType === 'decimal';
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: rawType === 'real' ? 'float' : rawType,
    Precision: isDecimal || rawType === 'varchar' ? number(0, UNBOUNDED) : 0,
    Scale: isDecimal ? number(1, 0) : 0,
    Nullable: 'UNKNOWN',
    CaseSensitive: rawType === 'varchar',
  };
}
