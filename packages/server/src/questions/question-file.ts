// A file of queries/ taken apart: what its header says, and the SQL below it.

export interface Question {
  /** `slow-routes`: what `tracelake sql @slow-routes` runs. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly sql: string;
}

const HEADER = /^-- name: (.+)\n-- description: (.+)\n-- parameters: .+\n/;

/** Throws for a file without its header: a slip in the repository. */
export function readQuestion(name: string, text: string): Question {
  const [header, title, description] = HEADER.exec(text) ?? [];
  if (header === undefined) throw new Error(`queries/${name}.sql does not begin with name, description, parameters`);
  return { name, title, description, sql: text.slice(header.length).trim() };
}

/** The checked-in `questions.json`: what a server answers with, wherever it runs. */
export function questionsText(files: ReadonlyMap<string, string>): string {
  const questions = [...files].map(([name, text]) => readQuestion(name, text));
  questions.sort((left, right) => (left.name < right.name ? -1 : 1));
  return `${JSON.stringify(questions, null, 2)}\n`;
}
