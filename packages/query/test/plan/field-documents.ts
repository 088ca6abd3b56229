// Field documents for plans under test.
import type { DataFile, FieldDocument, FieldLevel, FieldSummary, FieldValueType } from '@tracelake/schema';
import { AttributeIndex } from '../../src/plan/attribute-index.ts';
import { AttributeKnowledge } from '../../src/plan/attribute-knowledge.ts';
import type { ProbedAttributes } from '../../src/plan/attribute-probe.ts';
import { dataFile } from './span-files.ts';

export function field(key: string, level: FieldLevel, ...types: readonly FieldValueType[]): FieldSummary {
  const counts = Object.fromEntries(types.map((type) => [type, 1]));
  return { key, level, column: null, types: counts, integral: false, sketch: [], top: [] };
}

export function document(path: string, fields: readonly FieldSummary[], truncated = false): FieldDocument {
  return { version: 1, file: dataFile(path), fields, truncated };
}

export function knowledgeOf(
  files: readonly DataFile[],
  documents: readonly FieldDocument[],
  probed?: ProbedAttributes,
): AttributeKnowledge {
  return new AttributeKnowledge(AttributeIndex.of(documents), files, probed);
}
