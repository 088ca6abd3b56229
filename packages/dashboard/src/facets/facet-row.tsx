// A page's facets side by side, each a member of its address.
import { useSearch } from '@tanstack/react-router';
import { useChangeSearch } from '../page-search.ts';
import type { Facet } from './facet.ts';
import { FieldFacet } from './field-facet.tsx';

export function FacetRow({ facets }: { readonly facets: readonly Facet[] }) {
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const change = useChangeSearch();
  return facets.map((facet) => (
    <FieldFacet
      key={facet.name}
      facet={facet}
      value={search[facet.name]}
      onChange={(value) => change({ [facet.name]: value })}
    />
  ));
}
