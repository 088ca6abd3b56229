// What was answered, read aloud once a question: a live page says it at its first answer, not at every step.
import { useState } from 'react';
import type { QueryResult } from '../api/api-types.ts';
import { durationText } from '../format/duration.ts';
import { useRangeText } from '../page-search.ts';
import { rowsText } from './cost-line.tsx';
import { leftOut } from './left-out.ts';

interface AnnouncedProps {
  /** But for the range of time. */
  readonly question: string;
  /** Undefined until this question is answered. */
  readonly stats: QueryResult['stats'] | undefined;
  readonly rows?: number | undefined;
  /** It was stopped before its answer. */
  readonly isCancelled?: boolean;
}

const CANCELLED = { asked: '', text: 'Cancelled' };

export function Announced({ question, stats, rows, isCancelled = false }: AnnouncedProps) {
  const { start, end } = useRangeText();
  const asked = `${question} ${start} ${end}`;
  const [said, setSaid] = useState({ asked: '', text: '' });
  if (isCancelled && said !== CANCELLED) setSaid(CANCELLED);
  else if (!isCancelled && stats !== undefined && said.asked !== asked)
    setSaid({ asked, text: answerText(stats, rows) });
  return (
    <p role="status" className="hidden-text">
      {said.text}
    </p>
  );
}

function answerText(stats: QueryResult['stats'], rows = stats.rows): string {
  const part = leftOut(stats) === null ? '' : ', part of the answer';
  return `${rowsText(rows)} in ${durationText(stats.elapsedMs)}${part}`;
}
