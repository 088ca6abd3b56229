// What one plan knows of attributes: the index of its moment's documents, what a probe has found, and what neither can say.
import type { AmendmentSummary, DataFile, FieldValueType } from '@tracelake/schema';
import { type AttributeIndex, type AttributePlaces, placesOf } from './attribute-index.ts';
import type { ProbedAttributes } from './attribute-probe.ts';
import type { FileAttributes } from './physical-column.ts';

/** An attribute whose values lie in maps. */
export interface MapAttribute extends AttributePlaces {
  readonly key: string;
}

export class AttributeKnowledge {
  /** Files whose attributes are not all known: a plan must allow for more than the documents say. */
  readonly unknownFiles: readonly DataFile[];
  private readonly index: AttributeIndex;
  private readonly probed: ProbedAttributes;

  constructor(index: AttributeIndex, files: readonly DataFile[], probed: ProbedAttributes = { names: [], fields: [] }) {
    this.index = index;
    this.probed = probed;
    this.unknownFiles = files.filter((file) => !index.knowsAllOf(file.path));
  }

  /** Whether all that can be known of this name is known. */
  isCertain(name: string): boolean {
    return this.unknownFiles.length === 0 || this.probed.names.includes(name.toLowerCase());
  }

  /** Exactly this key. */
  attribute(key: string): MapAttribute | undefined {
    const places = this.index.places(key);
    const found = this.probed.fields.filter((field) => field.key === key).flatMap(placesOf);
    if (places === undefined && found.length === 0) return undefined;
    const isType = (place: string): place is FieldValueType => place !== 'resource' && place !== 'scope';
    return {
      key,
      spanTypes: new Set([...(places?.spanTypes ?? []), ...found.filter(isType)]),
      onResource: places?.onResource === true || found.includes('resource'),
      onScope: places?.onScope === true || found.includes('scope'),
    };
  }

  /** What the file's document says; `undefined` where it is not known whole. */
  fileAttributes(path: string): FileAttributes | undefined {
    return this.index.knowsAllOf(path) ? this.index.attributesOf(path) : undefined;
  }

  /** Of the file's amendments; `undefined` where it has none. */
  amendments(path: string): AmendmentSummary | undefined {
    return this.index.amendments(path);
  }

  /** Every key that is this name but for upper and lower case. */
  keysLike(name: string): readonly string[] {
    const lowerCase = name.toLowerCase();
    const found = this.probed.fields.map((field) => field.key).filter((key) => key.toLowerCase() === lowerCase);
    return [...new Set([...this.index.keysLike(name), ...found])];
  }

  /** Whether some row may hold this well-known attribute in a map instead of its column. */
  isMisplaced(key: string): boolean {
    return this.unknownFiles.length > 0 || this.index.isMisplaced(key);
  }

  keys(): Iterable<string> {
    return this.index.keys();
  }
}
