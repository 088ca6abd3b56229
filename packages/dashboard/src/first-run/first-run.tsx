// Until the first span: how to send one. Overview asks every second and takes this away by itself.
import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { health } from '../api/api-queries.ts';
import { copyValue } from '../explore/value-actions.ts';
import { Button } from '../ui/button.tsx';
import { Segments } from '../ui/segments.tsx';
import styles from './first-run.module.css';
import { LANGUAGES, type Language } from './languages.ts';

export function FirstRun() {
  const { data } = useQuery(health());
  const [language, setLanguage] = useState<Language>('node');
  const address = data?.otlpUrl ?? 'http://127.0.0.1:4318';
  const commands = LANGUAGES[language].commands(address);
  return (
    <section className={styles.page} aria-label="First run">
      <h1>No spans yet</h1>
      <p>Send one to this address. It shows here within a second, with every attribute as a column.</p>
      <div className={styles.address}>
        <code>{address}</code>
        <Button icon={<Copy size={14} />} onClick={() => copyValue(address)}>
          Copy
        </Button>
      </div>
      <Segments
        label="Language"
        value={language}
        onChange={setLanguage}
        options={(Object.keys(LANGUAGES) as Language[]).map((value) => ({ value, label: LANGUAGES[value].title }))}
      />
      <div className={styles.commands}>
        <pre>{commands}</pre>
        <Button icon={<Copy size={14} />} onClick={() => copyValue(commands)}>
          Copy
        </Button>
      </div>
      <p className={styles.demo}>
        Or look at a small shop that has something to be found in it: <code>npx tracelake demo</code>
      </p>
      <p className={styles.waiting} role="status">
        <i aria-hidden="true" /> Waiting for the first span
      </p>
    </section>
  );
}
