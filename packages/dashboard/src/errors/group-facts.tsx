// What the table beside has no room for: how often, since when, where, in which versions.

import { groupValueText } from '../explore/group-label.ts';
import { countText } from '../format/count.ts';
import { ageText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Fact } from '../ui/fact.tsx';
import { Moment } from '../ui/moment.tsx';
import { SidePart } from '../ui/side-panel.tsx';
import type { ErrorGroup } from './error-group.ts';
import styles from './group-facts.module.css';
import { FIRST_WORDS } from './group-table.tsx';

export function GroupFacts({ group }: { readonly group: ErrorGroup }) {
  const { count, firstSeen, lastSeen, functions, services, versions } = group;
  const { nowMs } = useRangeClock();
  const { zone } = useSettings();
  const seen = (time: string) => <Moment ms={Date.parse(time)}>{ageText(Date.parse(time), zone, nowMs)}</Moment>;
  const [kind, places] = functions.length > 0 ? ['Functions', functions] : ['Services', services];
  return (
    <SidePart>
      <dl className={styles.facts}>
        <Fact name="Count">{countText(count)}</Fact>
        <Fact name={<span title={FIRST_WORDS}>First in range</span>}>{seen(firstSeen)}</Fact>
        <Fact name="Last seen">{seen(lastSeen)}</Fact>
        {places.length > 0 && <Fact name={kind}>{places.map(groupValueText).join(', ')}</Fact>}
        {versions.length > 0 && <Fact name="Versions">{versions.map(groupValueText).join(', ')}</Fact>}
      </dl>
    </SidePart>
  );
}
