// Which span of a trace an address means: its id, and of those that share one (a client and its server may) which of them. Pure.
interface Identified {
  readonly span: { readonly spanId: string };
}

/** `ID`; of the second that has it `ID.2`. */
export function spanAddress(spans: readonly Identified[], row: number): string {
  const { spanId } = spans[row].span;
  const before = spans.slice(0, row).filter(({ span }) => span.spanId === spanId).length;
  return before === 0 ? spanId : `${spanId}.${before + 1}`;
}

export function addressedRow(spans: readonly Identified[], address: string | undefined): number | null {
  const [spanId, place = '1'] = (address ?? '').split('.');
  const rows = spans.flatMap(({ span }, row) => (span.spanId === spanId ? [row] : []));
  return rows[Number(place) - 1] ?? rows[0] ?? null;
}
