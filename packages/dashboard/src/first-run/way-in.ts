// How a span gets to this lake: to the server's own address, or through the extension's layer into a bucket. Pure.
import { LANGUAGES, type Language } from './languages.ts';

export interface WayIn {
  /** Null where the server takes no spans. */
  readonly address: string | null;
  readonly text: string;
  readonly languages: readonly Language[];
}

/** Of a server that cannot be asked: the usual one. */
const USUAL_ADDRESS = 'http://127.0.0.1:4318';
const OF_BUCKET: WayIn = {
  address: null,
  text: 'A Lambda function with the layer writes to this bucket. Its events show here within 15 minutes, with every attribute as a column.',
  languages: ['layer'],
};

/** @param otlpUrl null of a bucket */
export function wayIn(otlpUrl: string | null | undefined): WayIn {
  if (otlpUrl === null) return OF_BUCKET;
  return {
    address: otlpUrl ?? USUAL_ADDRESS,
    text: 'Send one to this address. It shows here within a second, with every attribute as a column.',
    languages: Object.keys(LANGUAGES) as Language[],
  };
}
