// Joins: CROSS, INNER, LEFT, RIGHT, FULL, with ON or USING.
import { identifierOf, identifiersOf, lookupName } from '../parser/identifier.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import type {
  IdentifierContext,
  JoinColumnEqualityContext,
  JoinColumnReferenceContext,
  JoinCriteriaContext,
  JoinRelationContext,
  RelationContext,
  SampledRelationContext,
} from '../parser/trino-grammar.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import { compare, unify } from './comparison.ts';
import { conjuncts, filterCondition } from './logic.ts';
import { resolveName } from './name-resolution.ts';
import type { DerivedRelation, Relation } from './relation.ts';
import { JOIN_CLAUSE, newScope, OUTER_JOIN_CLAUSE, type QueryEnvironment, type Scope } from './scope.ts';
import { type Field, fieldsMember, fieldsNamed, memberWithout, type ScopeMember } from './scope-member.ts';
import { findBounds } from './source-bounds.ts';
import type { SourceUse } from './source-usage.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

type JoinKind = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';

type RelationOf<N> = (node: N, environment: QueryEnvironment, left: readonly ScopeMember[], walk: Walk) => Relation;

export interface RelationForms {
  readonly relation: RelationOf<RelationContext>;
  readonly sampled: RelationOf<SampledRelationContext>;
}

export function joinRelation(
  node: JoinRelationContext,
  environment: QueryEnvironment,
  outer: readonly ScopeMember[],
  walk: Walk,
  forms: RelationForms,
): Relation {
  const left = forms.relation(node._left!, environment, outer, walk);
  if (node.KW_NATURAL() !== null) throw sourceError(node, 'NOT_SUPPORTED', 'Natural join not supported');
  const visible = [...outer, ...left.members];
  if (node.KW_CROSS() !== null) {
    const right = forms.sampled(node._right!, environment, visible, walk);
    return combined(left, right, 'INNER', [...left.members, ...right.members], `CROSS JOIN ${right.sql()}`);
  }
  const right = forms.relation(node._rightRelation!, environment, visible, walk);
  const kind = kindOf(node);
  const criteria = node.joinCriteria()!;
  if (right.derived !== undefined) checkDerived(node, kind, right.derived, walk);
  if (criteria.KW_USING() !== null) return joinUsing(criteria, kind, left, right, walk);
  const members = [...left.members, ...right.members];
  // `outer` holds what stands left of the whole join: its ON must not see that.
  const scope = newScope(members, environment, kind === 'INNER' ? JOIN_CLAUSE : OUTER_JOIN_CLAUSE);
  const on = joinCondition(criteria, scope, walk);
  const written = criteria.booleanExpression();
  if (written !== null) findBounds(conjuncts(written), filteredByOn(kind, left, right), scope, walk);
  // DuckDB joins what reads its left by no condition of its own.
  const rest = right.derived?.readsLeft === true ? `${right.sql(on.sql)} ON true` : `${right.sql()} ON ${on.sql}`;
  return combined(left, right, kind, members, `${kind} JOIN ${rest}`);
}

function kindOf(node: JoinRelationContext): JoinKind {
  const type = node.joinType();
  if (type?.KW_LEFT()) return 'LEFT';
  if (type?.KW_RIGHT()) return 'RIGHT';
  return type?.KW_FULL() ? 'FULL' : 'INNER';
}

/** Tables whose rows take part only if they pass the ON. */
function filteredByOn(kind: JoinKind, left: Relation, right: Relation): readonly SourceUse[] {
  return [
    ...(kind === 'INNER' || kind === 'RIGHT' ? left.filtered : []),
    ...(kind === 'INNER' || kind === 'LEFT' ? right.filtered : []),
  ];
}

function combined(
  left: Relation,
  right: Relation,
  kind: JoinKind,
  members: readonly ScopeMember[],
  rest: string,
): Relation {
  const keepsLeft = kind === 'INNER' || kind === 'LEFT';
  return {
    sql: (given) => `${left.sql(given)} ${rest}`,
    first: keepsLeft ? left.first : undefined,
    members,
    // A row of the left side that fails the WHERE reaches no result, matched or not; one of the right side may be replaced by NULLs.
    filtered: [...(keepsLeft ? left.filtered : []), ...(kind === 'INNER' ? right.filtered : [])],
    lateral: left.lateral || right.lateral,
    severalRows: left.severalRows === true || right.severalRows === true,
  };
}

/** UNNEST takes no condition but TRUE in Trino, LATERAL where it only chooses rows by what stands left of it. */
function checkDerived(node: JoinRelationContext, kind: JoinKind, derived: DerivedRelation, walk: Walk): void {
  const keepsRight = kind === 'RIGHT' || kind === 'FULL';
  if (keepsRight && derived.readsLeft) {
    const message = `LATERAL reference not allowed in ${kind} JOIN`;
    throw sourceError(node._rightRelation!, 'INVALID_COLUMN_REFERENCE', message);
  }
  const criteria = node.joinCriteria()!;
  const written = criteria.booleanExpression();
  const isTrue = written !== null && walk.source.slice(written).trim().toLowerCase() === 'true';
  if (!keepsRight && (isTrue || (derived.takesCondition && criteria.KW_USING() === null))) return;
  if (keepsRight && isTrue && derived.takesCondition) return;
  const message = `${kind} JOIN involving UNNEST or LATERAL is only supported with condition ON TRUE`;
  throw sourceError(node, 'NOT_SUPPORTED', message);
}

function joinCondition(criteria: JoinCriteriaContext, scope: Scope, walk: Walk): TypedExpression {
  const equality = criteria.joinColumnEquality();
  if (equality !== null) return columnEquality(equality, scope);
  const whole = criteria.booleanExpression()!;
  return filterCondition(whole, { ...scope, whole }, walk, 'JOIN ON clause');
}

/** The grammar has a rule of its own for `ON a.x = b.y`. */
function columnEquality(node: JoinColumnEqualityContext, scope: Scope): TypedExpression {
  const side = (reference: JoinColumnReferenceContext) => {
    const prefix = reference.identifier();
    const name = reference.columnName();
    if (name === null) throw sourceError(reference, 'SYNTAX_ERROR', 'a column is missing');
    const parts = [...(prefix === null ? [] : [identifierOf(prefix)]), ...identifiersOf(name.qualifiedName())];
    return resolveName(parts, scope, reference);
  };
  const [left, right] = [side(node._left!), side(node._right!)];
  return locateErrors(node.EQ().symbol, () => compare('=', left, right));
}

function joinUsing(
  criteria: JoinCriteriaContext,
  kind: JoinKind,
  left: Relation,
  right: Relation,
  walk: Walk,
): Relation {
  // Every member looks through those that earlier USINGs have merged.
  walk.effort.spend(criteria.identifier().length * left.members.length ** 2, criteria);
  const names: string[] = [];
  const merged: Field[] = [];
  const conditions: string[] = [];
  for (const identifier of criteria.identifier()) {
    const a = usingField(identifier, left, 'left');
    const b = usingField(identifier, right, 'right');
    const [x, y] = locateErrors(
      identifier,
      () => unify([a, b], `Column '${a.name}' in USING has incompatible types`).expressions,
    );
    conditions.push(locateErrors(identifier, () => compare('=', a, b)).sql);
    const name = identifierOf(identifier).text;
    names.push(name);
    merged.push({
      name: a.name,
      sql: kind === 'FULL' ? `coalesce(${x.sql}, ${y.sql})` : kind === 'RIGHT' ? y.sql : x.sql,
      type: x.type,
      mayBeNaN: a.mayBeNaN || b.mayBeNaN,
      trinoText: () => quoteIdentifier(name),
      use: () => {},
    });
  }
  const others = [...left.members, ...right.members].map((member) => memberWithout(member, names));
  const members = [fieldsMember(undefined, merged), ...others];
  return combined(left, right, kind, members, `${kind} JOIN ${right.sql()} ON ${conditions.join(' AND ')}`);
}

function usingField(identifier: IdentifierContext, relation: Relation, side: string): Field {
  const name = lookupName(identifierOf(identifier));
  const found = fieldsNamed(name, relation.members);
  if (found.length === 0) {
    const message = `Column '${name}' is missing from ${side} side of join`;
    throw sourceError(identifier, 'COLUMN_NOT_FOUND', message);
  }
  if (found.length > 1) throw sourceError(identifier, 'AMBIGUOUS_NAME', `Column '${name}' is ambiguous`);
  found[0].use();
  return found[0];
}
