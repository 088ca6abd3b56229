// Until the first span: how to send one. Overview asks every second and takes this away by itself.
import { useQuery } from '@tanstack/react-query';
import { Cloud, Copy, FolderOpen, Store } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { health } from '../api/api-queries.ts';
import { copyValue } from '../explore/value-actions.ts';
import { IconButton } from '../ui/button.tsx';
import { Loading } from '../ui/panel-state.tsx';
import { TabPanel } from '../ui/tab-panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { CodeText } from './code-text.tsx';
import styles from './first-run.module.css';
import { LANGUAGES, type Language, type Step } from './languages.ts';
import { wayIn } from './way-in.ts';

const DEMO = 'npx tracelake demo';
const DEPLOY = 'npx tracelake deploy';
const OTHER_FOLDER = 'npx tracelake up --data DIR';

export function FirstRun() {
  const server = useQuery(health());
  const [chosen, setLanguage] = useState<Language | null>(null);
  if (server.isPending) return <Loading minHeight={480} />;
  const { address, text, languages } = wayIn(server.data?.otlpUrl);
  const language = chosen ?? languages[0];
  const steps: readonly Step[] = LANGUAGES[language].steps(address ?? '');
  return (
    <section className={styles.page} aria-label="First run">
      <div className={styles.left}>
        <h1>No spans yet</h1>
        <p className={styles.what}>{text}</p>
        <div className={styles.address}>
          <i aria-hidden="true" />
          <span>
            <b role="status">Waiting for the first span</b>
            {address !== null && <code>{address}</code>}
          </span>
          {address !== null && (
            <IconButton label="Copy the address" icon={<Copy size={14} />} onClick={() => copyValue(address)} />
          )}
        </div>
        <ul className={styles.others}>
          <Other
            icon={<Store size={16} />}
            title="Look at the demo shop"
            text="8 functions and services, one incident to find"
            command={DEMO}
          />
          <Other
            icon={<Cloud size={16} />}
            title="Deploy to AWS"
            text="A bucket and an extension; nothing runs at rest"
            command={DEPLOY}
          />
          <Other
            icon={<FolderOpen size={16} />}
            title="Open another folder"
            text="A lake that is there already"
            command={OTHER_FOLDER}
          />
        </ul>
      </div>
      <div className={styles.right}>
        <Tabs
          label="Language"
          isRuled
          value={language}
          onChange={setLanguage}
          tabs={languages.map((value) => ({ value, label: LANGUAGES[value].title }))}
        />
        <TabPanel of="Language" value={language}>
          <ol className={styles.steps}>
            {steps.map(({ title, about, commands }, at) => (
              <li key={title}>
                <h2>
                  <i aria-hidden="true">{at + 1}</i>
                  {title}
                </h2>
                {about !== undefined && <p className={styles.about}>{about}</p>}
                <div className={styles.commands}>
                  <pre>
                    <CodeText text={commands} />
                  </pre>
                  <IconButton label={`Copy: ${title}`} icon={<Copy size={14} />} onClick={() => copyValue(commands)} />
                </div>
              </li>
            ))}
          </ol>
        </TabPanel>
      </div>
    </section>
  );
}

interface OtherProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly command: string;
}

function Other({ icon, title, text, command }: OtherProps) {
  return (
    <li>
      {icon}
      <span>
        <b>{title}</b>
        <small>{text}</small>
        <code>{command}</code>
      </span>
      <IconButton label={`Copy: ${title}`} icon={<Copy size={14} />} onClick={() => copyValue(command)} />
    </li>
  );
}
