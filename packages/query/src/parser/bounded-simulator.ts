// ANTLR's prediction with a bound on its work: a short text can make it follow very many ways to read the same tokens, and what it
// learns about each new shape stays in tables that all texts share.
import { TracelakeError } from '@tracelake/schema';
import { ParserATNSimulator, type PredictionContextCache } from 'antlr4ng';
import type { TrinoSqlParser } from './trino-grammar.ts';

/** 3 µs each. Everyday queries of a new shape take up to 10,000; 64 brackets inside each other take 75,000. */
export const MAX_PREDICTION_STEPS = 150_000;
/** About 4 KB each. Forgetting them costs the next texts what their shapes cost at first sight. */
export const MAX_REMEMBERED_STATES = 20_000;

let remembered = 0;

export class BoundedSimulator extends ParserATNSimulator {
  private steps = 0;

  /** Over the tables that all parsers share. */
  static of(parser: TrinoSqlParser): BoundedSimulator {
    const { atn, decisionToDFA } = parser.interpreter;
    const cache = parser.interpreter.getSharedContextCache() as unknown as PredictionContextCache;
    const simulator = new BoundedSimulator(parser, atn, decisionToDFA, cache);
    if (remembered > MAX_REMEMBERED_STATES) {
      simulator.clearDFA();
      remembered = 0;
    }
    return simulator;
  }

  protected override closure_(...parts: Parameters<ParserATNSimulator['closure_']>): void {
    this.steps++;
    if (this.steps > MAX_PREDICTION_STEPS) {
      throw new TracelakeError(
        'query_too_deep',
        'The query is too entangled to be read: it can be taken in too many ways',
        {
          details: { limit: MAX_PREDICTION_STEPS },
        },
      );
    }
    super.closure_(...parts);
  }

  protected override addDFAState(...parts: Parameters<ParserATNSimulator['addDFAState']>) {
    remembered++;
    return super.addDFAState(...parts);
  }
}
