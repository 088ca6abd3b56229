// What was done, bottom left, for five seconds; longer while it is looked at. One action at most.
import { Check, CircleAlert, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './toasts.module.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly isFailure?: boolean;
}

const SHOWN_MS = 5000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

export function showToast(text: string, action?: Toast['action']): void {
  add({ text, ...(action === undefined ? {} : { action }) });
}

export function showFailure(text: string): void {
  add({ text, isFailure: true });
}

function add(toast: Omit<Toast, 'id'>): void {
  lastId += 1;
  set([...toasts.slice(-2), { id: lastId, ...toast }]);
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className={styles.toasts} role="status">
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastLine({ toast }: { readonly toast: Toast }) {
  const [isHeld, setHeld] = useState(false);
  const { id, text, action, isFailure = false } = toast;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: looking at it only keeps it; what can be done are its buttons.
    <div
      className={classNames(styles.toast, isFailure && styles.failure)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {isFailure ? <CircleAlert size={14} aria-hidden="true" /> : <Check size={14} aria-hidden="true" />}
      <span>{text}</span>
      {action !== undefined && (
        <Button
          kind="quiet"
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X size={14} />} onClick={() => dismiss(id)} />
    </div>
  );
}
