// Standard input, output and error as values: what commands print to, and what tests put in their place.

export interface Output {
  /** Resolves when the text was handed on. Throws OutputClosed, and TracelakeError where it cannot be written. */
  write(data: string | Uint8Array): Promise<void>;
  readonly isTerminal: boolean;
  /** Columns of the terminal; `null` where there is none. */
  readonly width: number | null;
  readonly colors: boolean;
}

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdinIsTerminal: boolean;
  readInput(): Promise<string>;
}

/** Nobody reads the output any more (`| head`): the program has nothing left to do, and that is no error. */
export class OutputClosed extends Error {}
