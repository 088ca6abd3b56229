// tracelake deploy: checks what a deploy needs, says what it costs, lets sst do it, and says what was made.
import { TracelakeError } from '@tracelake/schema';
import type { CommandContext, CommandRun } from '../command.ts';
import { type AwsIdentity, awsIdentity } from '../deploy/aws-identity.ts';
import { type DeployPlan, doneText, planText } from '../deploy/deploy-text.ts';
import { sstEnvironment } from '../deploy/sst-environment.ts';
import { sstFailure } from '../deploy/sst-failure.ts';
import { runSst, type SstCommand } from '../deploy/sst-process.ts';
import { findStack, openStack } from '../deploy/stack-folder.ts';
import { checkNode } from '../doctor/machine-checks.ts';
import { EXIT_CODES } from '../exit-code.ts';

const DEFAULT_STAGE = 'production';
/** Names of AWS are made of it: short, and nothing that one of them refuses. */
const STAGE_FORM = /^[a-z][a-z0-9-]{0,19}$/;
const REGION_FORM = /^[a-z]{2}(-[a-z]+)+-\d$/;

export const deploy: CommandRun = async ({ env, flags, positionals, terminal, interrupted }) => {
  const command = commandOf(positionals[0], flags['dry-run'] === true);
  const stage = stageOf(command, flags.stage);
  const node = checkNode(process.version);
  if (node.level === 'fail') throw new TracelakeError('node_too_old', `${node.message}.`);
  const stack = findStack();
  const identity = await awsIdentity(regionOf(flags.region, env));
  const onText = (text: string) => void terminal.stderr.write(text).catch(() => {});
  const folder = await openStack(stack, { environment: env, onText });
  const plan: DeployPlan = { command, stage, identity, folder: folder.path };
  // Standard output is for what was made: `--format json` can be read by a program.
  await terminal.stderr.write(planText(plan));
  const run = await runSst({
    folder,
    command,
    stage,
    environment: sstEnvironment(env, identity.region),
    onText,
    signal: interrupted,
  });
  interrupted.throwIfAborted();
  const failure = sstFailure(run, plan);
  if (failure !== null) throw failure;
  await terminal.stdout.write(
    flags.format === 'json' ? jsonText(plan, identity, run.outputs) : doneText(plan, run.outputs),
  );
  return EXIT_CODES.ok;
};

function jsonText({ command, stage }: DeployPlan, identity: AwsIdentity, outputs: object): string {
  const { account, region } = identity;
  return `${JSON.stringify({ command, stage, account, region, outputs })}\n`;
}

function commandOf(action: string | undefined, isDry: boolean): SstCommand {
  if (action === undefined) return isDry ? 'diff' : 'deploy';
  if (action === 'diff') return 'diff';
  if (action === 'remove' && !isDry) return 'remove';
  if (action === 'remove') {
    throw new TracelakeError('config_invalid', '--dry-run does not go with "deploy remove".', {
      hint: 'docs/deploy.md lists what a stage is made of; all of it goes but the bucket.',
    });
  }
  throw new TracelakeError('config_invalid', `There is no "deploy ${action.slice(0, 60)}".`, {
    hint: 'There are "deploy", "deploy diff" and "deploy remove".',
  });
}

function stageOf(command: SstCommand, given: CommandContext['flags']['stage']): string {
  if (given === undefined && command === 'remove') {
    throw new TracelakeError('config_invalid', '"deploy remove" needs the stage to be named.', {
      hint: 'tracelake deploy remove --stage NAME',
    });
  }
  const stage = given ?? DEFAULT_STAGE;
  if (STAGE_FORM.test(stage)) return stage;
  throw new TracelakeError('config_invalid', `${JSON.stringify(stage)} is no name for a stage.`, {
    details: { stage },
    hint: 'Use up to 20 lower-case letters, digits and "-", a letter first: it stands in the name of everything.',
  });
}

function regionOf(given: string | undefined, env: CommandContext['env']): string | undefined {
  const region = given ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined);
  if (region === undefined || REGION_FORM.test(region)) return region;
  throw new TracelakeError('aws_region_wrong', `${JSON.stringify(region)} is not the name of an AWS region.`, {
    details: { region },
    hint: 'Name it like us-east-1 or eu-central-1, with --region or AWS_REGION.',
  });
}
