// Services of a trace by their share of its time; a press on one dims the rows of the rest.
import { ChevronDown } from 'lucide-react';
import { percentText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { Menu } from '../ui/menu.tsx';
import styles from './service-shares.module.css';
import type { TraceModel } from './trace-model.ts';

interface ServiceSharesProps {
  readonly services: TraceModel['services'];
  readonly tones: ReadonlyMap<string, string>;
  readonly chosen: string | null;
  readonly onChoose: (service: string | null) => void;
}

const SHOWN = 4;

export function ServiceShares({ services, tones, chosen, onChoose }: ServiceSharesProps) {
  const more = services.slice(SHOWN);
  const choose = (service: string): void => onChoose(service === chosen ? null : service);
  return (
    <ul className={styles.services} aria-label="Services by share of time">
      {services.slice(0, SHOWN).map(({ service, share }) => (
        <li key={service}>
          <button
            type="button"
            className={styles.service}
            aria-pressed={service === chosen}
            title="Dims the rest"
            onClick={() => choose(service)}
          >
            <Mark tone={tones.get(service)} /> {visibleText(service)} <small>{shareText(share)}</small>
          </button>
        </li>
      ))}
      {more.length > 0 && (
        <li>
          <Menu
            label="More services"
            align="end"
            trigger={
              <button
                type="button"
                className={styles.more}
                data-chosen={more.some(({ service }) => service === chosen)}
              >
                {more.length} more <ChevronDown size={12} />
              </button>
            }
            groups={[
              more.map(({ service, share }) => ({
                label: `${visibleText(service)} ${shareText(share)}`,
                icon: <Mark tone={tones.get(service)} />,
                isChecked: service === chosen,
                onSelect: () => choose(service),
              })),
            ]}
          />
        </li>
      )}
    </ul>
  );
}

function Mark({ tone = 'svc-other' }: { readonly tone: string | undefined }) {
  return <i className={styles.mark} style={{ background: `var(--${tone})` }} />;
}

function shareText(share: number): string {
  return share < 0.01 ? '<1%' : percentText(Number(share.toFixed(2)));
}
