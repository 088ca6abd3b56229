// ANTLR's prediction with a bound on its work: a short text can make it follow very many ways to read the same tokens, and what it
// learns about each new shape stays in tables that all texts share.
import { TracelakeError } from '@tracelake/schema';
import {
  ATN,
  ATNConfig,
  ATNConfigSet,
  ATNSimulator,
  type DFA,
  DFAState,
  ParserATNSimulator,
  type PredicateTransition,
  type PredictionContext,
  type PredictionContextCache,
  PredictionMode,
  SemanticContext,
  type Token,
} from 'antlr4ng';
import { BracketChoices } from './bracket-choices.ts';
import { MergeMemory } from './merge-memory.ts';
import type { TrinoSqlParser } from './trino-grammar.ts';

/** 2 to 3 µs each. Everyday queries of a new shape take up to 10,000. */
export const MAX_PREDICTION_STEPS = 80_000;
/** Beside those, for the first texts over empty tables, which learn the grammar for all: the very first one takes 33,000, a rich one 100,000. */
const LEARNING_STEPS = 160_000;
/** 20 ns each. A decision may look at all that follows, in tables that know it: no other count sees that. */
export const MAX_LOOKAHEAD = 15_000_000;
/** 125 bytes each: 100 MB. Forgetting them costs the next texts what their shapes cost at first sight. */
export const MAX_REMEMBERED_CONFIGURATIONS = 800_000;

/** Instead of an alternative's number. */
const SEVERAL = -1;

let remembered = 0;
/** What is left of them. */
let learningSteps = LEARNING_STEPS;

/** The next text begins with empty tables: after one that was stopped in the middle of writing them. */
export function forgetParsedShapes(): void {
  remembered = Number.POSITIVE_INFINITY;
}

export class BoundedSimulator extends ParserATNSimulator {
  private steps = 0;
  private lookahead = 0;
  /** Of one prediction, apart from the runtime's own: there, the end of a rule merges with every stack. */
  private conflictMerges = new MergeMemory();

  private choices = new BracketChoices([]);

  /**
   * Over the tables that all parsers share.
   * @param tokens the parser's, without blanks and comments
   */
  static of(parser: TrinoSqlParser, tokens: readonly Token[]): BoundedSimulator {
    const { atn, decisionToDFA } = parser.interpreter;
    const cache = parser.interpreter.getSharedContextCache() as unknown as PredictionContextCache;
    const simulator = new BoundedSimulator(parser, atn, decisionToDFA, cache);
    simulator.choices = new BracketChoices(tokens);
    if (remembered > MAX_REMEMBERED_CONFIGURATIONS) {
      simulator.clearDFA();
      remembered = 0;
      learningSteps = LEARNING_STEPS;
    }
    return simulator;
  }

  override adaptivePredict(...parts: Parameters<ParserATNSimulator['adaptivePredict']>): number {
    const [input, decision] = parts;
    const chosen = this.choices.choose(decision, input.LT(1));
    if (chosen !== undefined) return chosen;
    this.conflictMerges = new MergeMemory();
    return super.adaptivePredict(...parts);
  }

  /** The runtime's own, with another `isConflict`. */
  override computeTargetState(dfa: DFA, previous: DFAState, token: number): DFAState {
    const reach = this.computeReachSet(previous.configs, token, false);
    if (reach === null) {
      this.addDFAEdge(dfa, previous, token, ATNSimulator.ERROR);
      return ATNSimulator.ERROR;
    }
    const state = new DFAState(reach);
    const only = ParserATNSimulator.getUniqueAlt(reach);
    if (only !== ATN.INVALID_ALT_NUMBER) {
      state.isAcceptState = true;
      reach.uniqueAlt = only;
      state.prediction = only;
    } else if (this.isConflict(reach)) {
      const alternatives = this.getConflictingAlts(reach);
      reach.conflictingAlts = alternatives;
      state.requiresFullContext = true;
      state.isAcceptState = true;
      state.prediction = alternatives.nextSetBit(0)!;
    }
    if (state.isAcceptState && reach.hasSemanticContext) {
      this.predicateDFAState(state, this.atn.getDecisionState(dfa.decision)!);
      if (state.predicates !== null) state.prediction = ATN.INVALID_ALT_NUMBER;
    }
    return this.addDFAEdge(dfa, previous, token, state)!;
  }

  /**
   * The runtime asks the dear question first, and merges for it without a memory: 10 scalar subqueries inside each other took 3 s, 12
   * took 14 s; now 0.2 s.
   */
  private isConflict(reach: ATNConfigSet): boolean {
    if (PredictionMode.allConfigsInRuleStopStates(reach)) return true;
    if (hasStateOfOneAlternative(reach)) return false;
    let configs = reach;
    if (this.predictionMode === PredictionMode.SLL && reach.hasSemanticContext) {
      configs = new ATNConfigSet();
      const memory = this.conflictMerges as unknown as typeof this.mergeCache;
      for (const config of reach.items) {
        configs.add(new ATNConfig({ semanticContext: SemanticContext.NONE }, config), memory);
      }
    }
    return PredictionMode.hasConflictingAltSet(PredictionMode.getConflictingAltSubsets(configs));
  }

  /**
   * The grammar's conditions ask only whether words are completed at a caret, where a column may be empty. The runtime would follow
   * that way too, through the whole text, and ask at its end: 10,000 columns took 2 s, brackets 10 times what they take now.
   */
  protected override predTransition(config: ATNConfig, condition: PredicateTransition): ATNConfig | null {
    const holds = condition.getPredicate().evaluate(this.parser, this._outerContext!);
    return holds ? new ATNConfig({ state: condition.target }, config) : null;
  }

  override getExistingTargetState(...parts: Parameters<ParserATNSimulator['getExistingTargetState']>) {
    this.lookahead++;
    if (this.lookahead > MAX_LOOKAHEAD) throw tooEntangled(MAX_LOOKAHEAD);
    return super.getExistingTargetState(...parts);
  }

  /** The runtime would keep every stack of every text in a table that nothing empties. */
  override getCachedContext(context: PredictionContext): PredictionContext {
    return context;
  }

  protected override closure_(...parts: Parameters<ParserATNSimulator['closure_']>): void {
    if (learningSteps > 0) learningSteps--;
    else this.steps++;
    if (this.steps > MAX_PREDICTION_STEPS) throw tooEntangled(MAX_PREDICTION_STEPS);
    super.closure_(...parts);
  }

  protected override addDFAState(...parts: Parameters<ParserATNSimulator['addDFAState']>) {
    remembered += parts[1].configs.length;
    return super.addDFAState(...parts);
  }
}

function hasStateOfOneAlternative(configs: ATNConfigSet): boolean {
  const alternatives = new Map<number, number>();
  for (const { state, alt } of configs.items) {
    const known = alternatives.get(state.stateNumber);
    if (known === undefined) alternatives.set(state.stateNumber, alt);
    else if (known !== alt) alternatives.set(state.stateNumber, SEVERAL);
  }
  for (const alt of alternatives.values()) if (alt !== SEVERAL) return true;
  return false;
}

function tooEntangled(limit: number): TracelakeError {
  const message = 'The query is too entangled to be read: it can be taken in too many ways';
  return new TracelakeError('query_too_deep', message, { details: { limit } });
}
