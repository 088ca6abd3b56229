// What types of other SQL dialects are called here, for the error that meets them.

const TABLE: readonly (readonly [names: string, ours: string])[] = [
  ['string text nvarchar clob str', 'varchar'],
  ['float float4 float32', 'real'],
  ['float8 float64 number', 'double'],
  ['datetime datetime2 timestamp_ntz', 'timestamp'],
  ['timestamptz timestamp_tz', 'timestamp with time zone'],
  ['long int64 int8 uint64 uint32 bigserial', 'bigint'],
  ['int32 int4 uint16', 'integer'],
  ['short int16 int2', 'smallint'],
  ['byte', 'tinyint'],
  ['bool', 'boolean'],
  ['binary blob bytea bytes', 'varbinary'],
  ['jsonb variant object', 'json'],
  ['list', 'array'],
  ['struct', 'row'],
];
const OURS: ReadonlyMap<string, string> = new Map(
  TABLE.flatMap(([names, ours]) => names.split(' ').map((name) => [name, ours] as const)),
);

/** `Write array(varchar)` for `array(string)`; `undefined` where no word of it is known. */
export function foreignTypeHint(text: string): string | undefined {
  const ours = text.replace(/\w+/g, (word) => OURS.get(word.toLowerCase()) ?? word);
  if (ours === text) return undefined;
  return ours === 'real' ? 'Write real (32 bits) or double (64 bits).' : `Write ${ours}.`;
}
