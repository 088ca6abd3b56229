// What went wrong with a run of sst, as an error of ours with the next step. Pure.
import { TracelakeError } from '@tracelake/schema';
import type { SstCommand, SstRun } from './sst-process.ts';

const SHOWN_ERRORS = 3;
const SHOWN_CHARACTERS = 400;

export interface FailedRun {
  readonly command: SstCommand;
  readonly stage: string;
  /** Where sst ran. */
  readonly folder: string;
}

/** `null` where all went well. sst also ends with 0 after some failures: then the engine's own words count. */
export function sstFailure(run: SstRun, { command, stage, folder }: FailedRun): TracelakeError | null {
  const { exitCode, errors, text } = run;
  if (exitCode === 0 && errors.length === 0) return null;
  const said = `${errors.join('\n')}\n${plainText(text)}`;
  const message = failureMessage(run, command);
  const details = { stage, exitCode, errors: errors.slice(0, SHOWN_ERRORS) };
  if (/concurrent update|sst unlock/i.test(said)) {
    return new TracelakeError('deploy_locked', `Another deploy of the stage ${stage} is running, or was cut off.`, {
      details,
      hint: `Wait for it; if there is none, "npx sst unlock --stage ${stage}" in ${folder}, then the same command again.`,
    });
  }
  if (/cannot remove protected stage/i.test(said)) {
    return new TracelakeError('stack_protected', `The stage ${stage} is protected from being removed.`, { details });
  }
  if (/Stage not found/i.test(said)) {
    return new TracelakeError('stack_not_found', `There is no stage ${stage} here.`, {
      details,
      hint: 'Check --stage, --region, and the account that the credentials belong to.',
    });
  }
  const denied = /not authorized to perform:? ([\w-]+:\w+)/.exec(said)?.[1];
  if (denied !== undefined) {
    return new TracelakeError('aws_access_denied', message, {
      details: { ...details, action: denied },
      hint: `Add ${denied} to the policy of who deploys, then run it again: it goes on where it ended.`,
    });
  }
  if (/ExpiredToken|security token .*expired/i.test(said)) {
    return new TracelakeError('aws_credentials_expired', message, {
      details,
      hint: 'Sign in again (aws sso login), then run it again: it goes on where it ended.',
    });
  }
  if (/ReservedConcurrentExecutions|UnreservedConcurrentExecution/.test(said)) {
    return new TracelakeError('deploy_failed', message, {
      details,
      hint: 'The account lets too few functions run at once to reserve some (new accounts: 10). Run it again with TRACELAKE_QUERY_CONCURRENCY=0, or ask AWS for a larger quota.',
    });
  }
  const setting = /(TRACELAKE_\w+ is .*?; it must be [^\n]*)/.exec(said)?.[1];
  if (setting !== undefined) return new TracelakeError('config_invalid', setting, { details });
  return new TracelakeError('deploy_failed', message, {
    details,
    hint: `Mend what it names and run it again: it goes on where it ended. ${folder}/.sst/log has all that sst said.`,
  });
}

function failureMessage({ errors, exitCode, text }: SstRun, command: SstCommand): string {
  const [first, ...more] = errors.length > 0 ? errors : [lastWords(text)];
  const shown = first.slice(0, SHOWN_CHARACTERS);
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const ended = exitCode === 0 ? '' : ` ended with ${exitCode}`;
  return `"sst ${command}"${ended}: ${shown}${others}`;
}

function lastWords(text: string): string {
  const lines = plainText(text)
    .split('\n')
    .map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? 'it said nothing';
}

/** Without colours. */
function plainText(text: string): string {
  return text.replace(/\x1b\[[0-9;]*m/g, '');
}
