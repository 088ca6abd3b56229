// A type in CAST and its relatives, from the tree.

import { identifierOf, lookupName } from '../parser/identifier.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import {
  ArrayTypeContext,
  DateTimeTypeContext,
  DoublePrecisionTypeContext,
  GenericTypeContext,
  IntervalTypeContext,
  LegacyArrayTypeContext,
  LegacyMapTypeContext,
  RowTypeContext,
  TimeTypeContext,
  type TypeContext,
} from '../parser/trino-grammar.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, DOUBLE, INTERVAL_DAY_TO_SECOND, INTERVAL_YEAR_TO_MONTH, map, row } from '../types/type-constructors.ts';
import { parseTypeText } from '../types/type-text-parser.ts';

const DEFAULT_PRECISION = '3';

/** Throws TYPE_MISMATCH `Unknown type`, NOT_SUPPORTED. */
export function typeOfNode(node: TypeContext): TrinoType {
  if (node instanceof DoublePrecisionTypeContext) return DOUBLE;
  if (node instanceof ArrayTypeContext || node instanceof LegacyArrayTypeContext) return array(typeOfNode(node.type()));
  if (node instanceof LegacyMapTypeContext) return map(typeOfNode(node._keyType!), typeOfNode(node._valueType!));
  if (node instanceof IntervalTypeContext) {
    const months = node._from_!.KW_YEAR() !== null || node._from_!.KW_MONTH() !== null;
    return months ? INTERVAL_YEAR_TO_MONTH : INTERVAL_DAY_TO_SECOND;
  }
  if (node instanceof RowTypeContext) {
    return row(
      node.rowField().map((field) => {
        const name = field.identifier();
        return { name: name === null ? undefined : lookupName(identifierOf(name)), type: typeOfNode(field.type()) };
      }),
    );
  }
  if (node instanceof DateTimeTypeContext) return temporalType(node, 'timestamp', node.KW_WITH() !== null);
  if (node instanceof TimeTypeContext) return temporalType(node, 'time', node.KW_WITH() !== null);
  if (node instanceof GenericTypeContext) return genericType(node);
  throw sourceError(node, 'NOT_SUPPORTED', `Type ${node.getText()} is not supported locally`);
}

function temporalType(
  node: DateTimeTypeContext | TimeTypeContext,
  word: 'timestamp' | 'time',
  withZone: boolean,
): TrinoType {
  const precision = node._precision?.getText() ?? DEFAULT_PRECISION;
  return locateErrors(node, () => parseTypeText(`${word}(${precision})${withZone ? ' with time zone' : ''}`));
}

function genericType(node: GenericTypeContext): TrinoType {
  const name = identifierOf(node.identifier()).text.toLowerCase();
  const parameters = node.typeParameter();
  const types = () =>
    parameters.map((parameter) => {
      const type = parameter.type();
      if (type === null) throw sourceError(node, 'TYPE_MISMATCH', `Unknown type: ${node.getText()}`);
      return typeOfNode(type);
    });
  if (name === 'array' && parameters.length === 1) return array(types()[0]);
  if (name === 'map' && parameters.length === 2) {
    const [key, value] = types();
    return map(key, value);
  }
  if (name === 'row') return row(types().map((type) => ({ name: undefined, type })));
  const suffix = parameters.length > 0 ? `(${parameters.map((parameter) => parameter.getText()).join(',')})` : '';
  return locateErrors(node, () => parseTypeText(name + suffix));
}
