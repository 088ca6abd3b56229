// One line: which new version went bad, since when, how much; and the way to what is different in it.

import { Link } from '@tanstack/react-router';
import { ChevronRight, CircleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { durationsOf, exploreSearch } from '../explore/starting-query.ts';
import { percentText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import { momentText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import { isText, keep, readKeptList } from '../kept.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { IconButton } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';
import type { BadVersion } from './notice.ts';
import styles from './notice-line.module.css';

const DISMISSED_KEY = 'tracelake.dismissed-versions';

export function NoticeLine({ bad }: { readonly bad: readonly BadVersion[] }) {
  const [dismissed, setDismissed] = useState(() => readKeptList(DISMISSED_KEY, isText));
  const { zone } = useSettings();
  const { nowMs } = useRangeClock();
  const shown = bad.filter((one) => !dismissed.includes(nameOf(one)));
  const worst = shown[0];
  if (worst === undefined) return null;
  const dismiss = (): void => {
    const next = [...dismissed, nameOf(worst)];
    keep(DISMISSED_KEY, next);
    setDismissed(next);
  };
  const { service, version, firstMs, count, errors, p95Ms, before, by } = worst;
  const isErrors = by === 'errors';
  return (
    <section className={styles.notice} aria-label="Notice">
      <CircleAlert size={16} className={styles.mark} aria-hidden="true" />
      <p>
        <b>{visibleText(`${service} ${version}`)}</b> first seen{' '}
        <Moment ms={firstMs}>{momentText(firstMs, zone, nowMs, 'minutes')}</Moment>. Since then errors{' '}
        {percentText(before.errors / Math.max(1, before.count))} →{' '}
        <b className={isErrors ? styles.bad : undefined}>{percentText(errors / count)}</b>, p95{' '}
        {durationText(before.p95Ms)} → <b className={isErrors ? undefined : styles.bad}>{durationText(p95Ms)}</b>.
        {shown.length > 1 && ` And ${shown.length - 1} more.`}
      </p>
      <Link
        to="/explore"
        className={styles.ask}
        search={{
          q: exploreSearch(durationsOf([{ column: 'service_name', op: '=', value: service }])),
          vs: isErrors ? 'errors' : 'slowest',
          tab: 'compare',
        }}
      >
        What is different? <ChevronRight size={14} />
      </Link>
      <IconButton label={`Dismiss for ${service} ${version}`} icon={<X size={14} />} onClick={dismiss} />
    </section>
  );
}

function nameOf({ service, version }: BadVersion): string {
  return `${service} ${version}`;
}
