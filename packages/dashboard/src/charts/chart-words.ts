// A chart in words, for who hears it: from where to where its lines go, and what they are at one moment. Pure.
import { type ValueKind, valueText } from '../format/attribute-value.ts';

interface NamedValues {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

const MOST_LINES = 4;
/** As many as a moment's tip has. */
const MOST_VALUES = 12;

/** `shop-web 3 to 75, last 29; shop-cart nothing; and 2 more lines.` */
export function linesWords(lines: readonly NamedValues[], kind: ValueKind): string {
  const told = lines.slice(0, MOST_LINES).map(({ label, values }) => `${label} ${rangeWords(values, kind)}`);
  const more = lines.length - told.length;
  const rest = more === 0 ? [] : [`and ${more} more ${more === 1 ? 'line' : 'lines'}`];
  return told.length === 0 ? '' : `${[...told, ...rest].join('; ')}.`;
}

function rangeWords(values: readonly (number | null)[], kind: ValueKind): string {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return 'nothing';
  const text = (value: number): string => valueText(value, kind);
  const [low, high] = [present.reduce((a, b) => Math.min(a, b)), present.reduce((a, b) => Math.max(a, b))];
  return `${low === high ? text(low) : `${text(low)} to ${text(high)}`}, last ${text(present.at(-1)!)}`;
}

/** The greatest first: `shop-web 29, shop-cart –`. */
export function valuesWords(lines: readonly NamedValues[], kind: ValueKind, at: number): string {
  return lines
    .map(({ label, values }) => ({ label, value: values[at] ?? null }))
    .sort((one, other) => (other.value ?? -1) - (one.value ?? -1))
    .slice(0, MOST_VALUES)
    .map(({ label, value }) => `${label} ${value === null ? 'nothing' : valueText(value, kind)}`)
    .join(', ');
}
