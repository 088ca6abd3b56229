// How the editor looks: tokens only, as the rest of the page. It goes into a constructed style sheet, which the page's policy allows.
import { EditorView } from '@codemirror/view';

export const editorTheme = EditorView.theme({
  '&': {
    color: 'var(--text)',
    backgroundColor: 'transparent',
    font: 'var(--fs-code) / var(--lh-code) var(--font-mono)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: 'var(--lh-code)',
    maxHeight: '46vh',
    minHeight: '180px',
  },
  '.cm-content': { padding: '10px 0 12px', fontVariantLigatures: 'none', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 16px 0 14px' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--text-3)', minWidth: '38px' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 2px 0 14px' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--raised)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--base-soft)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--pressed)' },
  '.cm-problem': {
    textDecoration: 'underline wavy var(--error)',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--r-3)',
    backgroundColor: 'var(--overlay)',
    boxShadow: 'var(--e-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '260px', minWidth: '320px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    justifyContent: 'space-between',
    gap: '24px',
    padding: '3px 10px',
    lineHeight: '20px',
    color: 'var(--text)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--pressed)',
    color: 'var(--text)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': {
    color: 'var(--text-3)',
    fontStyle: 'normal',
    marginLeft: '0',
    maxWidth: '260px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '.cm-tooltip.cm-completionInfo': {
    padding: '6px 10px',
    whiteSpace: 'pre-line',
    color: 'var(--text-2)',
    maxWidth: '280px',
  },
});
