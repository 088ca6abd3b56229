// What is said about a body that was decoded: which spans were left out and why, and what was odd about those that were kept.

export class DecodeNotes {
  rejected = 0;
  /** How often, by what was said first about it. */
  readonly #reasons = new Map<string, { count: number; first: string }>();
  #endedBeforeStart = 0;
  #eventsWithoutTime = 0;
  #linksWithoutId = 0;
  #misnamed: { count: number; readonly first: string; readonly known: string } | null = null;

  /** Counts a span that is left out; `field` is what was wrong, `problem` says how. */
  reject(field: string, problem: string): void {
    this.rejected++;
    const reason = this.#reasons.get(field);
    if (reason === undefined) this.#reasons.set(field, { count: 1, first: problem });
    else reason.count++;
  }

  /** Times are stored as signed 64-bit integers; OTLP's are unsigned. */
  rejectTime(field: string): void {
    this.reject(
      field,
      'it is beyond 9223372036854775807 ns, in the year 2262; check the clock of the sender and the unit',
    );
  }

  endBeforeStart(): void {
    this.#endedBeforeStart++;
  }

  /** Of an event it is not worth its span. */
  eventWithoutTime(): void {
    this.#eventsWithoutTime++;
  }

  linkWithoutId(): void {
    this.#linksWithoutId++;
  }

  /** A member named as protobuf names it, which OTLP/JSON does not: receivers must ignore what they do not know, so this is all that tells. */
  misnamedMember(name: string, known: string): void {
    this.#misnamed ??= { count: 0, first: name, known };
    this.#misnamed.count++;
  }

  get message(): string {
    const parts = [...this.#reasons].map(
      ([field, { count, first }]) => `${count} ${spans(count)} left out because of ${field}: ${first}`,
    );
    if (this.#endedBeforeStart > 0) {
      const count = this.#endedBeforeStart;
      parts.push(`${count} ${spans(count)} kept that ended before the start: duration_nano is negative`);
    }
    if (this.#eventsWithoutTime > 0) {
      parts.push(`${this.#eventsWithoutTime} event(s) kept without a time that was beyond 9223372036854775807 ns`);
    }
    if (this.#linksWithoutId > 0) {
      parts.push(`${this.#linksWithoutId} link(s) kept without an id that had a wrong length or was all zeros`);
    }
    if (this.#misnamed !== null) {
      const { count, first, known } = this.#misnamed;
      const members = count === 1 ? 'member' : 'members';
      parts.push(`${count} ${members} ignored, "${first}" first: OTLP/JSON has lowerCamelCase names, "${known}"`);
    }
    return parts.join('; ');
  }
}

function spans(count: number): string {
  return count === 1 ? 'span was' : 'spans were';
}
