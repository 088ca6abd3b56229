// The variables as typed settings. What is wrong falls back to its default and is told, all of it at once: a variable never fails a function.
import { VARIABLE_PREFIX, VARIABLES, type Variable, type VariableName } from './variable-table.ts';

export type FlushMode = 'auto' | 'end' | 'next';

export interface SampleRule {
  readonly key: string;
  readonly value: string;
  readonly rate: number;
}

export interface Settings {
  readonly streamName: string;
  readonly enabled: boolean;
  readonly schemaVersion: string;
  readonly flush: FlushMode;
  readonly flushIntervalMs: number;
  readonly flushBytes: number;
  readonly callTimeoutMs: number;
  readonly documentsPerRecord: number;
  readonly memoryBytes: number;
  readonly spoolBytes: number;
  readonly spoolFolder: string;
  readonly otlpPort: number;
  readonly telemetryHost: string;
  readonly telemetryPort: number;
  readonly sampleRate: number;
  readonly sampleRules: readonly SampleRule[];
  readonly slowMs: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly keepOnly: readonly string[];
  readonly drop: readonly string[];
  readonly mask: readonly string[];
  readonly maskNot: readonly string[];
  readonly maxAttributes: number;
  readonly maxValueBytes: number;
}

export interface ParsedSettings {
  readonly settings: Settings;
  /** One sentence a wrong variable. */
  readonly problems: string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Read by other parts of Tracelake, or handed over by the launcher: no misspelling. */
const NOT_OURS = new Set(['DATA', 'PORT', 'URL', 'TOKEN', 'REGISTERED']);
const LONGEST_SHOWN = 60;
const KIBIBYTE = 1_024;
const OFF = /^(false|0|no|off)$/i;
const ON_OR_OFF = /^(true|1|yes|on|false|0|no|off)$/i;
const RULE = /^([^=,:]+)=([^,]*):(\d{1,7})$/;

export function parseSettings(environment: Environment): ParsedSettings {
  const problems: string[] = [];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(VARIABLE_PREFIX)) continue;
    const own = name.slice(VARIABLE_PREFIX.length);
    if (!Object.hasOwn(VARIABLES, own) && !NOT_OURS.has(own)) problems.push(`${name} is not known`);
  }
  const valid = (name: VariableName): string => {
    const value = environment[VARIABLE_PREFIX + name]?.trim();
    const variable: Variable = VARIABLES[name];
    if (value === undefined || value === '') return variable.fallback;
    const problem = problemOf(variable, value);
    if (problem === undefined) return value;
    const used = variable.fallback === '' ? 'it is left out' : `${variable.fallback} is used`;
    problems.push(`${VARIABLE_PREFIX}${name}="${shortened(value)}" ${problem}; ${used}`);
    return variable.fallback;
  };
  /** The parts of a list that have its form: a wrong one costs itself only. What it is is not shown: it may be the rest of a secret with a comma. */
  const good = (name: VariableName, form: string, isGood: (part: string) => boolean) =>
    parts(valid(name)).filter((part, i) => {
      if (isGood(part)) return true;
      problems.push(`${VARIABLE_PREFIX}${name}: part ${i + 1} is not ${form}; it is left out`);
      return false;
    });
  const number = (name: VariableName) => Number(valid(name));
  const names = (name: VariableName) => parts(valid(name));
  const settings: Settings = {
    streamName: valid('STREAM_NAME'),
    enabled: !OFF.test(valid('ENABLED')),
    schemaVersion: valid('SCHEMA_VERSION'),
    flush: valid('FLUSH').toLowerCase() as FlushMode,
    flushIntervalMs: number('FLUSH_INTERVAL_MS'),
    flushBytes: number('FLUSH_BYTES'),
    callTimeoutMs: number('CALL_TIMEOUT_MS'),
    documentsPerRecord: number('DOCUMENTS_PER_RECORD'),
    memoryBytes: number('MEMORY_KB') * KIBIBYTE,
    spoolBytes: number('SPOOL_KB') * KIBIBYTE,
    spoolFolder: valid('SPOOL_FOLDER'),
    otlpPort: number('OTLP_PORT'),
    telemetryHost: valid('TELEMETRY_HOST'),
    telemetryPort: number('TELEMETRY_PORT'),
    sampleRate: number('SAMPLE_RATE'),
    sampleRules: good('SAMPLE_RULES', 'key=value:rate', isRule).map(ruleOf),
    slowMs: number('SLOW_MS'),
    attributes: new Map(good('ATTRIBUTES', 'key=value', isPair).map(pairOf)),
    keepOnly: names('KEEP_ONLY'),
    drop: names('DROP'),
    mask: names('MASK'),
    maskNot: names('MASK_NOT'),
    maxAttributes: number('MAX_ATTRIBUTES'),
    maxValueBytes: number('MAX_VALUE_BYTES'),
  };
  return { settings, problems };
}

/** What is wrong with `value`, as the end of a sentence. */
function problemOf(variable: Variable, value: string): string | undefined {
  switch (variable.kind) {
    case 'integer': {
      const inside = /^\d{1,12}$/.test(value) && Number(value) >= variable.least! && Number(value) <= variable.most!;
      return inside ? undefined : `is not a whole number from ${variable.least} to ${variable.most}`;
    }
    case 'boolean':
      return ON_OR_OFF.test(value) ? undefined : 'is neither true nor false';
    case 'choice':
      return variable.choices!.includes(value.toLowerCase()) ? undefined : `is none of ${variable.choices!.join(', ')}`;
    case 'text':
      return variable.form!.test(value) ? undefined : 'does not have the form of such a value';
    // Of lists, pairs and rules the parts are looked at one by one.
    default:
      return undefined;
  }
}

function parts(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isPair(text: string): boolean {
  return text.indexOf('=') > 0;
}

function isRule(text: string): boolean {
  return RULE.test(text) && ruleOf(text).rate > 0;
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function ruleOf(text: string): SampleRule {
  const [, key, value, rate] = RULE.exec(text)!;
  return { key: key.trim(), value: value.trim(), rate: Number(rate) };
}

function shortened(value: string): string {
  return value.length <= LONGEST_SHOWN ? value : `${value.slice(0, LONGEST_SHOWN)}…`;
}
