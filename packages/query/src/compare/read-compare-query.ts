// Untyped data to a question of comparison, as strict as structured queries are.
import { TracelakeError } from '@tracelake/schema';
import { readFilters } from '../structured/read-structured-query.ts';
import {
  invalidField,
  readChoice,
  readList,
  readName,
  readNumber,
  readObject,
  readText,
} from '../structured/request-field.ts';
import { STRUCTURED_LIMITS } from '../structured/structured-query.ts';
import {
  COMPARE_LIMITS,
  type CompareQuery,
  SELECTION_PRESETS,
  type Selection,
  type SelectionBox,
} from './compare-query.ts';

const MEMBERS = ['filters', 'filterCombination', 'selection', 'baseline', 'fields', 'start', 'end'];
const COMBINATIONS = ['AND', 'OR'] as const;
const { nameLength } = STRUCTURED_LIMITS;

/** Throws `invalid_request`. */
export function readCompareQuery(value: unknown): CompareQuery {
  const given = readObject(value, 'query', MEMBERS);
  if (given['selection'] === undefined) {
    throw new TracelakeError('invalid_request', 'selection is missing: say which spans to compare with the rest', {
      details: { field: 'selection' },
      hint: 'For example {"selection": {"preset": "errors"}}.',
    });
  }
  const readField = (item: unknown, field: string): string => readName(item, field, nameLength);
  return {
    ...readFilterMembers(given, ''),
    selection: readSelection(given['selection'], 'selection'),
    ...(given['baseline'] === undefined ? {} : { baseline: readBaseline(given['baseline']) }),
    ...(given['fields'] === undefined
      ? {}
      : { fields: readList(given['fields'], 'fields', COMPARE_LIMITS.fields, readField) }),
    ...(given['start'] === undefined ? {} : { start: readText(given['start'], 'start', nameLength) }),
    ...(given['end'] === undefined ? {} : { end: readText(given['end'], 'end', nameLength) }),
  };
}

function readFilterMembers(given: Readonly<Record<string, unknown>>, prefix: string): Partial<Selection> {
  const { filters, filterCombination } = given;
  return {
    ...(filters === undefined ? {} : { filters: readFilters(filters, `${prefix}filters`) }),
    ...(filterCombination === undefined
      ? {}
      : { filterCombination: readChoice(filterCombination, `${prefix}filterCombination`, COMBINATIONS) }),
  };
}

function readBaseline(value: unknown): CompareQuery['baseline'] {
  if (typeof value === 'string') return readChoice(value, 'baseline', ['rest', 'rest-of-all'] as const);
  return readSelection(value, 'baseline');
}

function readSelection(value: unknown, field: string): Selection {
  const given = readObject(value, field, ['preset', 'filters', 'filterCombination', 'box']);
  const preset = given['preset'];
  const selection: Selection = {
    ...(preset === undefined ? {} : { preset: readChoice(preset, `${field}.preset`, SELECTION_PRESETS) }),
    ...readFilterMembers(given, `${field}.`),
    ...(given['box'] === undefined ? {} : { box: readBox(given['box'], `${field}.box`) }),
  };
  if (selection.preset === undefined && !selection.filters?.length && selection.box === undefined) {
    invalidField(field, 'must have a preset, filters or a box', value);
  }
  return selection;
}

function readBox(value: unknown, field: string): SelectionBox {
  const given = readObject(value, field, ['start', 'end', 'column', 'low', 'high']);
  const time = (name: string): string => {
    const text = readText(given[name], `${field}.${name}`, nameLength);
    if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(Date.parse(text))) {
      invalidField(`${field}.${name}`, 'must be a time in ISO 8601', text);
    }
    return text;
  };
  const box = {
    start: time('start'),
    end: time('end'),
    column: readName(given['column'], `${field}.column`, nameLength),
    low: readNumber(given['low'], `${field}.low`),
    high: readNumber(given['high'], `${field}.high`),
  };
  if (Date.parse(box.start) >= Date.parse(box.end)) invalidField(`${field}.end`, 'must be after start', box.end);
  if (box.low >= box.high) invalidField(`${field}.high`, 'must be above low', box.high);
  return box;
}
