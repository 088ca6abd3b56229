// One field as a filter of a page: its values with their counts; what is chosen stands in the address.

import { useQuery } from '@tanstack/react-query';
import { fields, fieldValues } from '../api/api-queries.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { Facet } from './facet.ts';
import { FacetMenu } from './facet-menu.tsx';

interface FieldFacetProps {
  readonly facet: Facet;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

const MOST_VALUES = 30;
export const MOST_FIELDS = 1000;

/** Nothing where the lake has no such field. */
export function FieldFacet({ facet: { label, field }, value, onChange }: FieldFacetProps) {
  const { range } = useRangeClock();
  // One question for all facets; the values of a field that there is not are no answer.
  const known = useQuery(fields('', MOST_FIELDS, { isLater: true })).data?.fields ?? [];
  const isThere = known.some(({ key }) => key === field);
  const { data } = useQuery({ ...fieldValues(field, '', range, { isLater: true }), enabled: isThere });
  const all = data?.values ?? [];
  const values = all.slice(0, MOST_VALUES);
  if (values.length === 0 && value === undefined) return null;
  return (
    <FacetMenu
      label={label}
      values={values}
      value={value}
      onChange={onChange}
      searched={all.length > MOST_VALUES ? field : undefined}
    />
  );
}
