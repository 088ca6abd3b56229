// The question as plain data and as text of a URL, for who only says it: no parser, no planner comes along.
export type { CompareQuery, Selection, SelectionBox } from '../compare/compare-query.ts';
export { decodeQuery, encodeQuery } from './query-url.ts';
export { readStructuredQuery } from './read-structured-query.ts';
export {
  allFilters,
  CALCULATION_OPS,
  type CalculatedField,
  type Calculation,
  type CalculationOp,
  COMPARISON_OPS,
  calculationName,
  FIELD_OPS,
  FILTER_OPS,
  type Filter,
  type FilterGroup,
  type FilterNode,
  type FilterOp,
  type FilterValue,
  type Having,
  isFilterGroup,
  isPercentileOp,
  type Order,
  SPAN_OPS,
  STRUCTURED_LIMITS,
  type StructuredQuery,
} from './structured-query.ts';
