// The editor of SQL: CodeMirror in a shadow root, where its style sheets are constructed and none is inline. Loaded when the page of SQL is.
import { type Completion, closeCompletion } from '@codemirror/autocomplete';
import { isolateHistory } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { editorExtensions, markProblem } from './editor-setup.ts';
import { rangeOfPlace, type TextPlace } from './text-place.ts';

export interface EditorHandle {
  /** At the caret, in place of what is selected. */
  insert(text: string): void;
  /** What stands there now: the page hears of a key's text only when it is drawn. */
  text(): string;
  /** All of it, where it is `from` still. */
  replace(from: string, to: string): void;
  focus(): void;
}

export interface OpenedText {
  readonly text: string;
}

interface SqlEditorProps {
  readonly label: string;
  /** What was opened: a new object takes the place of what is typed. */
  readonly opened: OpenedText;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  /** Whether there was a run to end. */
  readonly onCancel: () => boolean;
  readonly completions: readonly Completion[];
  readonly problem: (TextPlace & { readonly message: string }) | null;
  readonly ref?: Ref<EditorHandle>;
}

export default function SqlEditor(props: SqlEditorProps) {
  const { label, opened, problem, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const current = useRef(props);
  const isOpening = useRef(false);
  current.current = props;

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: current.current.opened.text,
        extensions: editorExtensions({
          label,
          run: () => current.current.onRun(),
          cancel: () => current.current.onCancel(),
          change: (text) => {
            if (!isOpening.current) current.current.onChange(text);
          },
          completions: () => current.current.completions,
        }),
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [label]);

  useEffect(() => {
    const { state } = view.current!;
    if (state.doc.toString() === opened.text) return;
    // Nobody wrote it: it is no draft over what was asked before.
    isOpening.current = true;
    view.current!.dispatch({
      changes: { from: 0, to: state.doc.length, insert: opened.text },
      selection: { anchor: 0 },
    });
    isOpening.current = false;
  }, [opened]);

  useEffect(() => {
    const editor = view.current!;
    const marked =
      problem === null ? null : { ...rangeOfPlace(editor.state.doc.toString(), problem), message: problem.message };
    editor.dispatch({ effects: markProblem.of(marked) });
  }, [problem]);

  useImperativeHandle(ref, () => ({
    insert: (text) => {
      const editor = view.current!;
      editor.dispatch(editor.state.replaceSelection(text));
      editor.focus();
    },
    replace: (from, to) => {
      const editor = view.current!;
      const { doc } = editor.state;
      if (doc.toString() !== from) return;
      // Undone by itself, however soon after a key it came.
      editor.dispatch({ changes: { from: 0, to: doc.length, insert: to }, annotations: isolateHistory.of('full') });
      closeCompletion(editor);
    },
    text: () => view.current!.state.doc.toString(),
    focus: () => view.current!.focus(),
  }));
  return <div ref={host} />;
}
