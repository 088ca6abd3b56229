// The editor of SQL as CodeMirror's extensions: language, keys, completion, colours by tokens, the mark under what is wrong.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { SQLDialect } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, LanguageSupport, syntaxHighlighting, syntaxTree } from '@codemirror/language';
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { editorTheme } from './editor-theme.ts';
import { SQL_WORDS } from './sql-completion.ts';
import { SQL_FUNCTIONS } from './sql-functions.ts';

const TRINO = SQLDialect.define({
  keywords: SQL_WORDS.join(' ').toLowerCase(),
  builtin: SQL_FUNCTIONS.map(([name]) => name).join(' '),
  types: 'varchar bigint integer smallint tinyint double real decimal boolean varbinary json array map row uuid',
  identifierQuotes: '"',
  doubleQuotedStrings: false,
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.typeName], color: 'var(--code-key)' },
  { tag: tags.standard(tags.name), color: 'var(--code-fn)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-str)' },
  { tag: tags.number, color: 'var(--code-num)' },
  { tag: tags.comment, color: 'var(--code-dim)' },
]);

interface EditorActions {
  readonly run: () => void;
  /** Whether there was a run to end. */
  readonly cancel: () => boolean;
  readonly change: (text: string) => void;
  readonly completions: () => readonly Completion[];
  readonly label: string;
}

export function editorExtensions({ run, cancel, change, completions, label }: EditorActions): Extension {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    bracketMatching(),
    new LanguageSupport(TRINO.language),
    syntaxHighlighting(COLOURS),
    autocompletion({ override: [(context) => complete(context, completions())], icons: false }),
    markedProblem,
    keymap.of([
      { key: 'Mod-Enter', run: () => handled(run) },
      ...completionKeymap,
      // After completion's own Escape: ends a run, else leaves the editor, so that Tab and the page's keys work.
      { key: 'Escape', run: (view) => cancel() || handled(() => view.contentDOM.blur()) },
      ...defaultKeymap,
      ...historyKeymap,
    ]),
    EditorView.domEventHandlers({ beforeinput: typedOverSelection }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) change(update.state.doc.toString());
    }),
    editorTheme,
  ];
}

/** Chromium, left to type over several lines, keeps their looks in a style attribute, which the page's policy forbids. */
function typedOverSelection(event: InputEvent, view: EditorView): boolean {
  const { data, inputType } = event;
  if (inputType !== 'insertText' || data === null || view.composing || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
  return true;
}

function handled(act: () => void): true {
  act();
  return true;
}

/** A quoted name is replaced with its quotes; in text and comments nothing is offered. */
function complete(context: CompletionContext, options: readonly Completion[]): CompletionResult | null {
  const { state, pos, explicit } = context;
  const node = syntaxTree(state).resolveInner(pos, -1);
  if (node.name === 'String' || node.name.endsWith('Comment')) return null;
  if (node.name === 'QuotedIdentifier' && node.from < pos) {
    const isClosed = node.to > node.from + 1 && state.sliceDoc(node.to - 1, node.to) === '"';
    return { from: node.from, to: isClosed ? node.to : pos, options };
  }
  const word = context.matchBefore(/[\w.]+/);
  if (word === null && !explicit) return null;
  return { from: word?.from ?? pos, options, validFor: /^[\w.]*$/ };
}

interface MarkedRange {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export const markProblem = StateEffect.define<MarkedRange | null>();

/** What is typed moves the mark with its word, until the next answer. */
const markedProblem = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    const effect = transaction.effects.find((one) => one.is(markProblem));
    if (effect === undefined) return marks.map(transaction.changes);
    const { value } = effect as StateEffect<MarkedRange | null>;
    if (value === null || value.to <= value.from) return Decoration.none;
    const mark = Decoration.mark({ class: 'cm-problem', attributes: { title: value.message } });
    return Decoration.set([mark.range(value.from, value.to)]);
  },
  provide: (field) => EditorView.decorations.from(field),
});
