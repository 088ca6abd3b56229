// A trace as a map: its services and what they call, how often, with how many errors and how much time; and a place for each. Pure.
import type { LeanSpan } from './lean-spans.ts';
import type { TraceModel, TraceSpan } from './trace-model.ts';

export type MapNodeKind = 'service' | 'function' | 'database' | 'queue' | 'external';

export interface MapNode {
  readonly key: string;
  readonly name: string;
  readonly kind: MapNodeKind;
  /** Whether it sent spans itself; else it is known by who called it. */
  readonly isTraced: boolean;
  readonly calls: number;
  readonly errors: number;
  readonly totalNs: number;
  /** Of the time that all spans spent themselves. */
  readonly share: number;
  readonly isCold: boolean;
  /** The longest of its spans: what a press opens. */
  readonly row: number;
  readonly column: number;
  readonly line: number;
}

export interface MapCall {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly errors: number;
  readonly totalNs: number;
  /** Handed over: nobody waits for it. */
  readonly isAsync: boolean;
  readonly isPath: boolean;
}

export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly calls: readonly MapCall[];
  readonly columns: number;
  /** The most nodes one above the other. */
  readonly lines: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Found = Writable<MapNode> & { longestNs: number };

/** @param path rows of the critical path. */
export function serviceMap(model: TraceModel, path: ReadonlySet<number>): ServiceMap {
  const nodes = new Map<string, Found>();
  const calls = new Map<string, Writable<MapCall>>();
  const waited = withCallers(model, path);
  const keys = model.spans.map((span) => nodeOfService(nodes, span));
  for (const span of model.spans) {
    const caller = span.parent === null ? null : keys[span.parent];
    if (caller === null) addTo(nodes.get(keys[span.index])!, span);
    else if (caller !== keys[span.index]) {
      addTo(nodes.get(keys[span.index])!, span);
      addCall(calls, caller, keys[span.index], span, waited);
    }
    const resource = span.childCount > 0 ? null : resourceOf(span);
    if (resource === null) continue;
    addTo(nodeOfResource(nodes, resource, span), span);
    addCall(calls, keys[span.index], resource.key, span, waited);
  }
  for (const { service, share } of model.services) nodes.get(serviceKey(service))!.share = share;
  const placed = place([...nodes.values()], [...calls.values()]);
  return { nodes: placed, calls: [...calls.values()], ...extent(placed) };
}

/** Who waits for a span that the end waits for is on the path, too, though all its time is its children's. */
function withCallers({ spans }: TraceModel, path: ReadonlySet<number>): ReadonlySet<number> {
  const rows = new Set(path);
  for (const row of path) {
    for (let at = spans[row].parent; at !== null && !rows.has(at); at = spans[at].parent) rows.add(at);
  }
  return rows;
}

function serviceKey(service: string): string {
  return `service ${service}`;
}

function nodeOfService(nodes: Map<string, Found>, { service, span, isCold, index, durationNs }: TraceSpan): string {
  const key = serviceKey(service);
  const known = nodes.get(key) ?? emptyNode(key, service, 'service', true, index);
  nodes.set(key, known);
  if (span.attributes['faas.invocation_id'] !== undefined) known.kind = 'function';
  known.isCold ||= isCold;
  if (durationNs > known.longestNs) Object.assign(known, { longestNs: durationNs, row: index });
  return key;
}

function nodeOfResource(nodes: Map<string, Found>, { key, name, kind }: Resource, span: TraceSpan): Found {
  const known = nodes.get(key) ?? emptyNode(key, name, kind, false, span.index);
  nodes.set(key, known);
  if (span.durationNs > known.longestNs) Object.assign(known, { longestNs: span.durationNs, row: span.index });
  return known;
}

function emptyNode(key: string, name: string, kind: MapNodeKind, isTraced: boolean, row: number): Found {
  const counted = { calls: 0, errors: 0, totalNs: 0, share: 0, isCold: false, longestNs: -1 };
  return { key, name, kind, isTraced, row, column: 0, line: 0, ...counted };
}

function addTo(node: Found, { isError, durationNs }: TraceSpan): void {
  node.calls += 1;
  node.errors += Number(isError);
  node.totalNs += durationNs;
}

function addCall(
  calls: Map<string, Writable<MapCall>>,
  from: string,
  to: string,
  { isError, durationNs, isLinked, span, index }: TraceSpan,
  path: ReadonlySet<number>,
): void {
  const key = `${from}\0${to}`;
  const known = calls.get(key) ?? { from, to, calls: 0, errors: 0, totalNs: 0, isAsync: true, isPath: false };
  calls.set(key, known);
  known.calls += 1;
  known.errors += Number(isError);
  known.totalNs += durationNs;
  known.isAsync &&= isLinked || span.kind === 'CONSUMER' || span.kind === 'PRODUCER';
  known.isPath ||= path.has(index);
}

interface Resource {
  readonly key: string;
  readonly name: string;
  readonly kind: MapNodeKind;
}

/** What a call that nobody answered with spans of its own went to. */
function resourceOf({ span: { kind, attributes } }: TraceSpan): Resource | null {
  const named = (name: LeanSpan['attributes'][string] | undefined, of: MapNodeKind): Resource | null =>
    name === undefined ? null : { key: `${of} ${name}`, name: String(name), kind: of };
  if (kind === 'PRODUCER') return named(attributes['messaging.destination.name'], 'queue');
  if (kind !== 'CLIENT') return null;
  return named(attributes['db.system.name'], 'database') ?? named(attributes['server.address'], 'external');
}

/** Left to right by call: a column is the fewest calls from where the trace begins; in it by who calls, errors first. */
function place(nodes: readonly Found[], calls: readonly MapCall[]): Found[] {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const called = new Set(calls.map(({ to }) => to));
  let column = nodes.filter(({ key }, at) => at === 0 || !called.has(key));
  const placed = new Set(column);
  for (let at = 0; column.length > 0; at += 1) {
    for (const [line, node] of column.entries()) Object.assign(node, { column: at, line });
    const next = new Set(
      column.flatMap(({ key }) => calls.filter(({ from }) => from === key).map(({ to }) => byKey.get(to)!)),
    );
    column = [...next].filter((node) => !placed.has(node));
    for (const node of column) placed.add(node);
    column.sort((one, other) => Math.sign(other.errors) - Math.sign(one.errors) || one.row - other.row);
  }
  // What only calls itself in a ring has no beginning.
  for (const [line, node] of nodes.filter((one) => !placed.has(one)).entries())
    Object.assign(node, { column: 0, line: line + 1 });
  return [...nodes];
}

function extent(nodes: readonly MapNode[]): { readonly columns: number; readonly lines: number } {
  return {
    columns: nodes.reduce((most, { column }) => Math.max(most, column + 1), 0),
    lines: nodes.reduce((most, { line }) => Math.max(most, line + 1), 0),
  };
}
