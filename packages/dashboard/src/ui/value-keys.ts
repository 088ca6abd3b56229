// What can be done with a value, by name: the verbs that its keys, its buttons and its menu share.

export const VALUE_KEYS = ['where', 'exclude', 'groupBy', 'traces', 'copy'] as const;
export type ValueVerb = (typeof VALUE_KEYS)[number];

/** One that is left out is for who hears the key next. */
export type ValueKeys = Partial<Record<ValueVerb, () => void>> & {
  /** The value as it is read, and whose it is; several have none. */
  readonly about?: ValueAbout;
};

export interface ValueAbout {
  readonly column: string;
  readonly text: string;
}

export const VERB_WORDS: Readonly<Record<ValueVerb, string>> = {
  where: 'Where this',
  exclude: 'Exclude',
  groupBy: 'Group by',
  traces: 'Traces',
  copy: 'Copy value',
};

export function usedKeys(actions: ValueKeys): readonly ValueVerb[] {
  return VALUE_KEYS.filter((name) => actions[name] !== undefined);
}

/** `Exclude service_name = checkout`, for who does not see what it stands beside. */
export function verbText(verb: ValueVerb, about: ValueAbout | undefined): string {
  if (about === undefined) return VERB_WORDS[verb];
  return `${verb === 'where' ? 'Where' : VERB_WORDS[verb]} ${about.column} = ${about.text}`;
}
