// One span around one piece of work: started and ended on the work's own timeline, failed with the exception that ended it.
import { type Attributes, type Link, type Span, type SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { hrTimeOf, type Timeline } from './timeline.ts';

/** What code needs to do traced work: where it is (the span) and when (the timeline). */
export interface Work {
  readonly tracer: Tracer;
  readonly timeline: Timeline;
  readonly span: Span;
}

export interface SpanDetails {
  readonly kind: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: Link[];
}

// An exception is recorded where it was thrown; the spans it passes on its way up only say that they failed.
const RECORDED = new WeakSet<Error>();

/** Runs `run` inside a child of the active span. */
export function inSpan<T>(
  { tracer, timeline }: Pick<Work, 'tracer' | 'timeline'>,
  name: string,
  details: SpanDetails,
  run: (work: Work) => Promise<T>,
): Promise<T> {
  const options = { ...details, startTime: hrTimeOf(timeline.now()) };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await run({ tracer, timeline, span });
    } catch (error) {
      fail(span, error, timeline);
      throw error;
    } finally {
      span.end(hrTimeOf(timeline.now()));
    }
  });
}

/** Marks a span as failed by `error` without ending it. */
export function fail(span: Span, error: unknown, timeline: Timeline): void {
  const exception = error instanceof Error ? error : new Error(String(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
  span.setAttribute('error.type', exception.name);
  recordOnce(span, exception, timeline);
}

/** An exception that was expected: on the record, but the work did not fail by it. */
export function recordOnce(span: Span, exception: Error, timeline: Timeline): void {
  if (RECORDED.has(exception)) return;
  RECORDED.add(exception);
  span.recordException(exception, hrTimeOf(timeline.now()));
}
