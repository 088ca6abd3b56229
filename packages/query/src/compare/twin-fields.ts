// Fields that tell the same story are shown once: service.version and faas.version, the payment provider and the peer that it is.
import { columnOfAttribute } from '@tracelake/schema';
import { isOutcome } from './compare-fields.ts';
import { type CountedValue, isMissing, type Tally, totalOfTallies } from './counted-value.ts';

export interface FieldValues {
  readonly field: string;
  readonly values: readonly CountedValue[];
}

export interface HeadField extends FieldValues {
  /** Fields that tell nothing beyond it. */
  readonly sameAs: readonly string[];
}

/** A field with a difference of its own this large, as part of what it shares with another, is shown by itself. */
const OWN_PART = 0.75;

/**
 * A field joins another when its values stand in the same spans, as far as counts can tell, whatever they are called; or when what tells the sides
 * apart is the very same text in no other spans (service.peer.name "ottercard", where the payment provider is). Among equals the better known leads.
 */
export function withTwinsJoined(fields: readonly FieldValues[]): HeadField[] {
  let heads: Story[] = [];
  const stories = fields.map((field) => new Story(field));
  stories.sort((left, right) => familiarity(left.field) - familiarity(right.field));
  for (const story of stories) {
    const twin = heads.find((head) => head.signature === story.signature || head.tells(story));
    if (twin !== undefined) {
      twin.sameAs.push(story.field);
      continue;
    }
    const joining = heads.filter((head) => story.tells(head));
    story.sameAs.push(...joining.flatMap((head) => [head.field, ...head.sameAs]));
    heads = [...heads.filter((head) => !joining.includes(head)), story];
  }
  return heads;
}

/** Lower is better known: what a service says of itself, what the semantic conventions name, the sender's own words, effects. */
export function familiarity(field: string): number {
  if (isOutcome(field)) return 3;
  if (/^service\.(?!peer\.)/.test(field)) return 0;
  return columnOfAttribute(field) === undefined ? 2 : 1;
}

/** A field with the values that tell most first. */
class Story implements HeadField {
  readonly field: string;
  readonly values: readonly CountedValue[];
  readonly sameAs: string[] = [];
  /** Equal for fields whose values stand in the same spans. */
  readonly signature: string;
  readonly #known: readonly CountedValue[];
  readonly #byText: ReadonlyMap<string | null, CountedValue>;
  readonly #totals: Tally;

  constructor({ field, values }: FieldValues) {
    this.field = field;
    this.values = values;
    this.#totals = totalOfTallies(values);
    const known = values.filter((value) => !isMissing(value));
    this.signature = known.map(countsKey).sort().join(';');
    this.#known = known.sort(
      (left, right) =>
        this.#difference(right) - this.#difference(left) || (String(left.text) < String(right.text) ? -1 : 1),
    );
    this.#byText = new Map(known.map((value) => [value.text, value]));
  }

  /** Whether the other's difference is mostly of texts that stand here too, in at least as many spans. */
  tells(other: Story): boolean {
    const [most, ...others] = other.#known;
    if (most === undefined || isCommonWord(most.text) || !this.#holds(most)) return false;
    const own = others.find((value) => !this.#holds(value));
    return own === undefined || other.#difference(own) < OWN_PART * other.#difference(most);
  }

  #holds({ text, selected, baseline }: CountedValue): boolean {
    const value = text === null ? undefined : this.#byText.get(text);
    return value !== undefined && selected <= value.selected && baseline <= value.baseline;
  }

  #difference({ selected, mixed }: Tally): number {
    const difference = Math.abs(selected / (this.#totals.selected || 1) - mixed / (this.#totals.mixed || 1));
    // Without the last digits, in which sums differ from run to run.
    return Number(difference.toFixed(9));
  }
}

/** That two flags are both "true", two counts both "1", ties nothing. */
function isCommonWord(text: string | null): boolean {
  return text === null || /^(true|false|yes|no|on|off|none|null|unknown|-?\d+(\.\d+)?)$/i.test(text);
}

function countsKey({ selected, baseline, mixed }: CountedValue): string {
  return `${selected} ${baseline} ${mixed.toPrecision(6)}`;
}
