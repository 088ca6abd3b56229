// What is known of a span once it was asked for: result, Lambda's phases, attributes with what can be done with each, events, links, raw.

import { Link } from '@tanstack/react-router';
import { AlignLeft, ChartLine, CircleAlert, Copy, Filter, Minus, Search } from 'lucide-react';
import { useState } from 'react';
import type { Span } from '../api/api-types.ts';
import { copyKeys, useExploreLinks, valueKeys } from '../explore/value-actions.ts';
import { kindOfField, valueText } from '../format/attribute-value.ts';
import { durationText } from '../format/duration.ts';
import { visibleText } from '../format/visible-text.ts';
import { IconButton } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';
import { TabPanel } from '../ui/tab-panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { TextField } from '../ui/text-field.tsx';
import { shortId } from '../ui/trace-link.tsx';
import { useMore } from '../ui/use-more.tsx';
import { pressVerb, ValueDoor } from '../ui/value-door.tsx';
import { attributeGroups } from './attribute-groups.ts';
import { ErrorGroupLink } from './error-group-link.tsx';
import { LambdaFacts } from './lambda-facts.tsx';
import styles from './span-panel.module.css';
import type { TraceSpan } from './trace-model.ts';

export type DetailsTab = 'attributes' | 'events' | 'links' | 'raw';

interface SpanDetailsProps {
  readonly row: TraceSpan;
  readonly span: Span;
  readonly tone: string;
  readonly tab: DetailsTab;
  readonly onTab: (tab: DetailsTab) => void;
}

export function SpanDetails({ row, span, tone, tab, onTab }: SpanDetailsProps) {
  const attributeCount = Object.keys(span.attributes).length + Object.keys(span.resourceAttributes).length;
  return (
    <>
      {row.isError && <Failure span={span} />}
      <LambdaFacts row={row} span={span} tone={tone} />
      <div className={styles.tabs}>
        <Tabs
          label="Of this span"
          value={tab}
          onChange={onTab}
          tabs={[
            { value: 'attributes', label: 'Attributes', count: String(attributeCount) },
            { value: 'events', label: 'Events', count: String(span.events.length) },
            { value: 'links', label: 'Links', count: String(span.links.length) },
            { value: 'raw', label: 'Raw' },
          ]}
        />
      </div>
      <TabPanel of="Of this span" value={tab}>
        {tab === 'attributes' && <Attributes span={span} />}
        {tab === 'events' && <Events span={span} />}
        {tab === 'links' && <Links span={span} />}
        {tab === 'raw' && <pre className={styles.raw}>{JSON.stringify(span, null, 2)}</pre>}
      </TabPanel>
    </>
  );
}

function Failure({ span }: { readonly span: Span }) {
  const { attributes, statusMessage } = span;
  const type = attributes['exception.type'] ?? attributes['error.type'];
  const message = attributes['exception.message'] ?? statusMessage;
  const stack = attributes['exception.stacktrace'];
  return (
    <section className={styles.failure}>
      <h3>
        <CircleAlert size={14} aria-hidden="true" /> {type === undefined ? 'Error' : String(type)}
      </h3>
      {message !== null && message !== undefined && <p>{String(message)}</p>}
      {stack !== undefined && <pre>{String(stack)}</pre>}
      <ErrorGroupLink span={span} />
    </section>
  );
}

function Attributes({ span }: { readonly span: Span }) {
  const [find, setFind] = useState('');
  const groups = attributeGroups(span);
  const text = find.trim().toLowerCase();
  const found = groups.flatMap(([title, attributes]) =>
    Object.entries(attributes).flatMap(([key, value]) =>
      `${key} ${value}`.toLowerCase().includes(text) ? [{ title, key, value }] : [],
    ),
  );
  const [shown, more] = useMore(found);
  return (
    <div className={styles.attributes}>
      <TextField
        label="Find an attribute"
        icon={<Search size={14} />}
        value={find}
        onChange={(event) => setFind(event.target.value)}
        onClear={() => setFind('')}
      />
      {groups.map(([title]) => {
        const own = shown.filter((one) => one.title === title);
        if (own.length === 0) return null;
        return (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {own.map(({ key, value }) => (
                <Attribute key={key} name={key} value={value} />
              ))}
            </dl>
          </section>
        );
      })}
      {more}
    </div>
  );
}

function Attribute({ name, value }: { readonly name: string; readonly value: string | number | boolean }) {
  const links = useExploreLinks();
  const cell = { column: name, value };
  // Without a name it is in no question: SQL has no such column.
  const verbs = name === '' ? copyKeys(cell) : valueKeys(links, [cell]);
  const kind = kindOfField(name);
  const title = visibleText(name) || '(empty)';
  const shown = typeof value === 'number' && kind !== 'number' ? valueText(value, kind) : visibleText(String(value));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its buttons have the focus, the keys of a value are heard for all of them.
    <div className={styles.attribute} onKeyDown={(event) => pressVerb(event, verbs)}>
      <dt title={title}>{title}</dt>
      <dd title={visibleText(String(value))}>{shown}</dd>
      <dd className={styles.actions}>
        {name !== '' && (
          <>
            <IconButton label={`Where ${name} = ${shown}`} icon={<Filter size={14} />} onClick={verbs.where} />
            <IconButton label={`Exclude ${name} = ${shown}`} icon={<Minus size={14} />} onClick={verbs.exclude} />
            <IconButton label={`Group by ${name}`} icon={<AlignLeft size={14} />} onClick={verbs.groupBy} />
            <IconButton
              label={typeof value === 'number' ? `Heatmap of ${name}` : `${name} = ${shown} over time`}
              icon={<ChartLine size={14} />}
              onClick={() => links.chart(name, value)}
            />
          </>
        )}
        <IconButton label={`Copy ${shown}`} icon={<Copy size={14} />} onClick={verbs.copy} />
      </dd>
    </div>
  );
}

function Events({ span }: { readonly span: Span }) {
  const links = useExploreLinks();
  const [shown, more] = useMore(span.events);
  if (span.events.length === 0) return <p className={styles.none}>No events.</p>;
  return (
    <>
      <ol className={styles.events}>
        {shown.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no other name, and never change.
          <li key={at}>
            <b>
              <ValueDoor verbs={valueKeys(links, [{ column: 'events.name', value: event.name }])}>
                {visibleText(event.name ?? '(no name)')}
              </ValueDoor>
            </b>{' '}
            <Moment ms={Number(BigInt(event.timeUnixNano) / 1_000_000n)} nanos={BigInt(event.timeUnixNano)}>
              +{durationText(Number(BigInt(event.timeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6)}
            </Moment>
            <dl>
              {Object.entries(event.attributes).map(([key, value]) => (
                <div key={key}>
                  <dt>{visibleText(key)}</dt>
                  <dd>
                    <ValueDoor verbs={valueKeys(links, [{ column: `events.${key}`, value }])}>
                      {visibleText(value)}
                    </ValueDoor>
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
      {more}
    </>
  );
}

function Links({ span }: { readonly span: Span }) {
  const [shown, more] = useMore(span.links);
  if (span.links.length === 0) return <p className={styles.none}>No links.</p>;
  return (
    <>
      <ol className={styles.events}>
        {shown.map(({ traceId, spanId }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <li key={at}>
            {traceId === null ? (
              'A link without a trace id'
            ) : (
              <Link
                to="/trace/$id"
                params={{ id: traceId }}
                search={spanId === null ? {} : { span: spanId }}
                className={styles.link}
              >
                {shortId(traceId)}
              </Link>
            )}
          </li>
        ))}
      </ol>
      {more}
    </>
  );
}
