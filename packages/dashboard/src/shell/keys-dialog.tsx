// The table of keys, as the code has it.
import { X } from 'lucide-react';
import { CONTEXT_TITLES, KEY_TABLE, type KeyContext } from '../keys/key-table.ts';
import { IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { KeyCap, spokenKey } from '../ui/key-hint.tsx';
import styles from './keys-dialog.module.css';

const ENTRIES = Object.values(KEY_TABLE);
const CONTEXTS = [...new Set(ENTRIES.map(({ context }) => context))] as KeyContext[];

export function KeysDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog label="Keys" isOpen={isOpen} onClose={onClose} className={styles.dialog}>
      <header className={styles.head}>
        <h2>Keys</h2>
        <IconButton label="Close" icon={<X size={16} />} onClick={onClose} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <div className={styles.contexts} tabIndex={0}>
        {CONTEXTS.map((context) => (
          <section key={context}>
            <h3>{CONTEXT_TITLES[context]}</h3>
            <dl>
              {ENTRIES.filter((entry) => entry.context === context).map(({ label, keys }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    {keys.map((press) => (
                      <KeyCap key={press} keys={press} />
                    ))}
                    <span className="hidden-text">{keys.map(spokenKey).join(' or ')}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
