// A chart's few names with their colours, right of its title. Of one colour the opacity and dashes tell lines apart.
import styles from './legend.module.css';

interface LegendProps {
  readonly entries: readonly (readonly [label: string, tone: string])[];
  readonly isLines?: boolean;
}

const LINES = [{ opacity: 0.45 }, {}, { strokeDasharray: '3 3' }];

export function Legend({ entries, isLines = false }: LegendProps) {
  return (
    <ul className={styles.legend}>
      {entries.map(([label, tone], at) => (
        <li key={label}>
          <svg width={isLines ? 16 : 9} height="9" aria-hidden="true">
            {isLines ? (
              <path d="M0 4.500H16" stroke={`var(--${tone})`} strokeWidth="2" {...LINES[at]} />
            ) : (
              <rect width="9" height="9" rx="2" fill={`var(--${tone})`} />
            )}
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}
