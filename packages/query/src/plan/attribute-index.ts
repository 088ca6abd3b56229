// What the field documents say about attributes, merged: which keys there are, at which levels, with which types of value.
import {
  columnOfAttribute,
  type DataFile,
  type FieldDocument,
  type FieldSummary,
  type FieldValueType,
} from '@tracelake/schema';
import type { ProbedAttributes } from './attribute-probe.ts';

/** An attribute whose values lie in maps. */
export interface MapAttribute {
  readonly key: string;
  /** Types of its values at span level; empty when it was only seen at other levels. */
  readonly spanTypes: ReadonlySet<FieldValueType>;
  readonly onResource: boolean;
  readonly onScope: boolean;
}

interface GrowingAttribute extends MapAttribute {
  readonly spanTypes: Set<FieldValueType>;
  onResource: boolean;
  onScope: boolean;
}

export class AttributeIndex {
  /** Files whose attributes are not all known: a plan must allow for more than the index says. */
  readonly unknownFiles: readonly DataFile[];
  private readonly attributes = new Map<string, GrowingAttribute>();
  private readonly keysByLowerCase = new Map<string, string[]>();
  private readonly misplacedKeys = new Set<string>();
  private readonly probedNames: ReadonlySet<string>;

  constructor(files: readonly DataFile[], documents: readonly FieldDocument[], probed?: ProbedAttributes) {
    const documentsByPath = new Map(documents.map((document) => [document.file.path, document]));
    this.unknownFiles = files.filter((file) => documentsByPath.get(file.path)?.truncated ?? true);
    this.probedNames = new Set(probed?.names);
    for (const document of documents) this.add(document.fields);
    if (probed !== undefined) this.add(probed.fields);
  }

  /** Whether all that can be known of this name (in lower case) is known. */
  isCertain(name: string): boolean {
    return this.unknownFiles.length === 0 || this.probedNames.has(name.toLowerCase());
  }

  /** Exactly this key. */
  attribute(key: string): MapAttribute | undefined {
    return this.attributes.get(key);
  }

  /** Every key that is this name but for upper and lower case. */
  keysLike(name: string): readonly string[] {
    return this.keysByLowerCase.get(name.toLowerCase()) ?? [];
  }

  /** Whether some row may hold this well-known attribute in a map instead of its column. */
  isMisplaced(key: string): boolean {
    return this.unknownFiles.length > 0 || this.misplacedKeys.has(key);
  }

  keys(): Iterable<string> {
    return this.attributes.keys();
  }

  private add(fields: readonly FieldSummary[]): void {
    for (const field of fields) {
      if (field.level === 'event' || field.column !== null) continue;
      if (columnOfAttribute(field.key) !== undefined) this.misplacedKeys.add(field.key);
      else this.addMapAttribute(field);
    }
  }

  private addMapAttribute(field: FieldSummary): void {
    const attribute = this.attributes.get(field.key) ?? this.grow(field.key);
    if (field.level === 'resource') attribute.onResource = true;
    else if (field.level === 'scope') attribute.onScope = true;
    else for (const type of Object.keys(field.types)) attribute.spanTypes.add(type as FieldValueType);
  }

  private grow(key: string): GrowingAttribute {
    const attribute: GrowingAttribute = { key, spanTypes: new Set(), onResource: false, onScope: false };
    this.attributes.set(key, attribute);
    const lowerCase = key.toLowerCase();
    const sameName = this.keysByLowerCase.get(lowerCase);
    if (sameName === undefined) this.keysByLowerCase.set(lowerCase, [key]);
    else sameName.push(key);
    return attribute;
  }
}
