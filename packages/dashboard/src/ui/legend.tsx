// A chart's few names with their colours, right of its title. Of one colour the opacity and dashes tell lines apart.
import { pointsAtLine } from '../charts/pointed-line.ts';
import styles from './legend.module.css';

interface LegendProps {
  readonly entries: readonly (readonly [label: string, tone: string])[];
  readonly isLines?: boolean;
  /** Labels that are hidden, and what a press does with one: alone, or with shift away. */
  readonly hidden?: ReadonlySet<string>;
  readonly onPress?: (label: string, isShift: boolean) => void;
}

const LINES = [{ opacity: 0.45 }, {}, { strokeDasharray: '3 3' }];

export function Legend({ entries, isLines = false, hidden, onPress }: LegendProps) {
  return (
    <ul className={styles.legend}>
      {entries.map(([label, tone], at) => (
        <li key={label} className={hidden?.has(label) ? styles.hidden : undefined}>
          {onPress === undefined ? (
            <>
              <Mark tone={tone} at={at} isLine={isLines} />
              {label}
            </>
          ) : (
            <button
              type="button"
              aria-pressed={!(hidden?.has(label) ?? false)}
              {...pointsAtLine(label)}
              title="Alone; with shift: hide, or show again"
              onClick={(event) => onPress(label, event.shiftKey)}
            >
              <Mark tone={tone} at={at} isLine={isLines} />
              {label}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Mark({ tone, at, isLine }: { readonly tone: string; readonly at: number; readonly isLine: boolean }) {
  return (
    <svg width={isLine ? 16 : 9} height="9" aria-hidden="true">
      {isLine ? (
        <path d="M0 4.500H16" stroke={`var(--${tone})`} strokeWidth="2" {...LINES[at]} />
      ) : (
        <rect width="9" height="9" rx="2" fill={`var(--${tone})`} />
      )}
    </svg>
  );
}
