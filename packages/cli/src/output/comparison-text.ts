// A comparison as a table: each field by how much it differs, its most telling values with the shares of both sides. Pure.
import { type TableOptions, tableText } from './table-text.ts';

export interface ShownValue {
  readonly kind: 'value' | 'range' | 'missing' | 'other';
  readonly value?: string | number;
  readonly low?: number;
  readonly high?: number;
  readonly values?: number;
  readonly selectedShare: number;
  readonly baselineShare: number;
}

/** As the API answers. */
export interface ShownComparison {
  readonly selected: { readonly spans: number };
  readonly baseline: { readonly spans: number };
  readonly fields: readonly {
    readonly field: string;
    readonly role: string;
    readonly difference: number;
    readonly sameAs: readonly string[];
    readonly values: readonly ShownValue[];
  }[];
}

const DEFAULT_FIELDS = 12;
const VALUES_A_FIELD = 3;
/** Below this a difference is none. */
const LEAST_DIFFERENCE = 0.005;

const COLUMNS = [
  { name: 'attribute', align: 'left' },
  { name: 'difference', align: 'right' },
  { name: 'value', align: 'left' },
  { name: 'selected', align: 'right' },
  { name: 'baseline', align: 'right' },
  { name: 'same as', align: 'left' },
] as const;

export function comparisonText(
  { selected, baseline, fields }: ShownComparison,
  options: TableOptions,
  limit = DEFAULT_FIELDS,
): string {
  const counts = `${selected.spans.toLocaleString('en-US')} selected spans against ${baseline.spans.toLocaleString('en-US')}`;
  const differing = fields.filter(({ role, difference }) => role === 'cause' && difference >= LEAST_DIFFERENCE);
  if (differing.length === 0) return `${counts}: no attribute tells them apart.\n`;
  const rows = differing.slice(0, limit).flatMap(({ field, difference, sameAs, values }) => {
    const telling = [...values].sort((left, right) => distance(right) - distance(left)).slice(0, VALUES_A_FIELD);
    return telling.map((value, index) => {
      const isFirst = index === 0;
      return [
        isFirst ? field : '',
        isFirst ? difference.toFixed(2) : '',
        valueText(value),
        percent(value.selectedShare),
        percent(value.baselineShare),
        isFirst ? sameAs.join(', ') : '',
      ];
    });
  });
  return `${counts}\n\n${tableText(COLUMNS, rows, options)}`;
}

function distance({ selectedShare, baselineShare }: ShownValue): number {
  return Math.abs(selectedShare - baselineShare);
}

function valueText({ kind, value, low, high, values }: ShownValue): string {
  if (kind === 'missing') return '(none)';
  if (kind === 'other') return `(${values} others)`;
  return kind === 'range' ? `${low} … ${high}` : String(value);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
