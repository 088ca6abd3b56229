// One statement on a real Trino, as Athena's own engine would run it: its rows as texts, its bytes, its error. No code of the product.

export interface TrinoTypeSignature {
  readonly rawType: string;
  readonly arguments: readonly { readonly kind: string; readonly value: unknown }[];
}

export interface TrinoColumn {
  readonly name: string;
  readonly typeSignature: TrinoTypeSignature;
}

export interface TrinoFailure {
  readonly errorName: string;
  readonly errorType: string;
  readonly message: string;
}

export interface TrinoPlace {
  readonly url: string;
  readonly catalog: string;
  readonly schema: string;
}

interface TrinoPage {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly stats: { readonly state: string; readonly physicalInputBytes?: string };
  readonly error?: TrinoFailure;
}

const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export class TrinoRun {
  columns: readonly TrinoColumn[] = [];
  readonly rows: (readonly unknown[])[] = [];
  bytesRead = 0;
  failure: TrinoFailure | undefined;
  readonly #headers: Record<string, string>;
  #next: string | undefined;
  #isCanceled = false;

  private constructor(headers: Record<string, string>) {
    this.#headers = headers;
  }

  /** Resolves when the text has been read: a syntax error is known then. */
  static async start(sql: string, { url, catalog, schema }: TrinoPlace): Promise<TrinoRun> {
    const run = new TrinoRun({
      'X-Trino-User': 'athena',
      'X-Trino-Catalog': catalog,
      'X-Trino-Schema': schema,
      'X-Trino-Time-Zone': 'UTC',
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
    });
    let state = await run.#ask(`${url}/v1/statement`, { method: 'POST', body: sql });
    while (state === 'QUEUED' && run.#next !== undefined) state = await run.#ask(run.#next);
    return run;
  }

  /** To the end, or until it is canceled, or has read more than `maxBytes`. */
  async finish(maxBytes: number): Promise<void> {
    while (this.#next !== undefined && !this.#isCanceled) {
      await this.#ask(this.#next);
      if (this.bytesRead > maxBytes) await this.cancel();
    }
  }

  async cancel(): Promise<void> {
    this.#isCanceled = true;
    if (this.#next !== undefined) await fetch(this.#next, { method: 'DELETE', headers: this.#headers });
  }

  async #ask(url: string, init: { method?: string; body?: string } = {}): Promise<string> {
    const response = await fetch(url, { ...init, headers: this.#headers });
    const page = exactPage(await response.text());
    this.#next = page.nextUri;
    this.columns = page.columns ?? this.columns;
    for (const row of page.data ?? []) this.rows.push(row);
    this.bytesRead = Number(page.stats.physicalInputBytes ?? this.bytesRead);
    this.failure = page.error ?? this.failure;
    return page.stats.state;
  }
}

/** Every number as the text that Trino wrote. */
function exactPage(body: string): TrinoPage {
  return JSON.parse(
    body.replace(TEXT_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  ) as TrinoPage;
}
