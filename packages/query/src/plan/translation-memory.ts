// Keeps what a text has been translated to, as long as its names mean the same: a dashboard asks the same questions again and again.
import type { Translation } from '../translate/translation.ts';
import type { SpansSource } from './spans-source.ts';

/** A translation and the table its columns are of. */
export interface TranslatedText {
  readonly translation: Translation;
  readonly source: SpansSource;
}

const MAX_TEXTS = 200;
/** A translation takes some times its text. */
const MAX_LENGTH = 20_000;

export class TranslationMemory {
  /** In the order of their last use. */
  private readonly texts = new Map<string, TranslatedText>();
  private revision = -1;

  /** @param revision of what is known of attributes: everything is forgotten when it is another one */
  get(sql: string, revision: number): TranslatedText | undefined {
    if (revision !== this.revision) this.texts.clear();
    this.revision = revision;
    const known = this.texts.get(sql);
    if (known !== undefined) this.remember(sql, known);
    return known;
  }

  has(sql: string): boolean {
    return this.texts.has(sql);
  }

  set(sql: string, translated: TranslatedText): void {
    if (sql.length > MAX_LENGTH) return;
    this.remember(sql, translated);
    if (this.texts.size > MAX_TEXTS) this.texts.delete(this.texts.keys().next().value!);
  }

  private remember(sql: string, translated: TranslatedText): void {
    this.texts.delete(sql);
    this.texts.set(sql, translated);
  }
}
