// Until the first span: how to send one. Overview asks every second and takes this away by itself.
import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { health } from '../api/api-queries.ts';
import { copyValue } from '../explore/value-actions.ts';
import { IconButton } from '../ui/button.tsx';
import { Tabs } from '../ui/tabs.tsx';
import styles from './first-run.module.css';
import { LANGUAGES, type Language } from './languages.ts';

const DEMO = 'npx tracelake demo';
const OTHER_FOLDER = 'npx tracelake up --data DIR';

export function FirstRun() {
  const { data } = useQuery(health());
  const [language, setLanguage] = useState<Language>('node');
  const address = data?.otlpUrl ?? 'http://127.0.0.1:4318';
  return (
    <section className={styles.page} aria-label="First run">
      <div className={styles.left}>
        <h1>No spans yet</h1>
        <p className={styles.what}>
          Send one to this address. It shows here within a second, with every attribute as a column.
        </p>
        <div className={styles.address}>
          <i aria-hidden="true" />
          <span>
            <b role="status">Waiting for the first span</b>
            <code>{address}</code>
          </span>
          <IconButton label="Copy the address" icon={<Copy size={14} />} onClick={() => copyValue(address)} />
        </div>
        <ul className={styles.others}>
          <Other title="Look at the demo shop" text="A small shop with one incident to find" command={DEMO} />
          <Other title="Open another folder" text="A lake that is there already" command={OTHER_FOLDER} />
        </ul>
      </div>
      <div className={styles.right}>
        <Tabs
          label="Language"
          value={language}
          onChange={setLanguage}
          tabs={(Object.keys(LANGUAGES) as Language[]).map((value) => ({ value, label: LANGUAGES[value].title }))}
        />
        <ol className={styles.steps}>
          {LANGUAGES[language].steps(address).map(({ title, commands }, at) => (
            <li key={title}>
              <h2>
                <i aria-hidden="true">{at + 1}</i>
                {title}
              </h2>
              <div className={styles.commands}>
                <pre>{commands}</pre>
                <IconButton label={`Copy: ${title}`} icon={<Copy size={14} />} onClick={() => copyValue(commands)} />
              </div>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

interface OtherProps {
  readonly title: string;
  readonly text: string;
  readonly command: string;
}

function Other({ title, text, command }: OtherProps) {
  return (
    <li>
      <span>
        <b>{title}</b>
        <small>{text}</small>
        <code>{command}</code>
      </span>
      <IconButton label={`Copy: ${title}`} icon={<Copy size={14} />} onClick={() => copyValue(command)} />
    </li>
  );
}
