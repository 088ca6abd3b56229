// What the receiver has seen since it started, for GET /api/v1/stats.

export interface OtlpCounts {
  readonly requests: number;
  readonly spans: number;
  readonly rejectedSpans: number;
  readonly bodyBytes: number;
  /** Refused requests by error code. */
  readonly errors: Readonly<Record<string, number>>;
}

export class OtlpCounters {
  #requests = 0;
  #spans = 0;
  #rejectedSpans = 0;
  #bodyBytes = 0;
  readonly #errors = new Map<string, number>();

  request(): void {
    this.#requests += 1;
  }

  accepted(spans: number, rejectedSpans: number, bodyBytes: number): void {
    this.#spans += spans;
    this.#rejectedSpans += rejectedSpans;
    this.#bodyBytes += bodyBytes;
  }

  refused(code: string): void {
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }

  counts(): OtlpCounts {
    return {
      requests: this.#requests,
      spans: this.#spans,
      rejectedSpans: this.#rejectedSpans,
      bodyBytes: this.#bodyBytes,
      errors: Object.fromEntries(this.#errors),
    };
  }
}
