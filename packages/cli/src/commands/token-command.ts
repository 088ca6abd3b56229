// tracelake token: the tokens of a deployed lake, kept in its bucket as salted hashes.
import { openBucket } from '@tracelake/lake';
import { parseS3Address, TracelakeError } from '@tracelake/schema';
import { TokenList } from '@tracelake/server';
import type { CommandContext, CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { tableText } from '../output/table-text.ts';

const ACTIONS = ['create', 'list', 'rotate', 'revoke'] as const;
type Action = (typeof ACTIONS)[number];

export const token: CommandRun = async (context) => {
  const action = actionOf(context.positionals[0]);
  const storage = await openBucket(parseS3Address(bucketAddress(context)));
  try {
    const list = new TokenList(storage, Date.now);
    if (action === 'list') await showList(context, list);
    else await change(context, list, action);
    return EXIT_CODES.ok;
  } finally {
    storage.close();
  }
};

async function change(context: CommandContext, list: TokenList, action: Exclude<Action, 'list'>): Promise<void> {
  const { terminal, flags } = context;
  const name = nameOf(context, action);
  const made = action === 'revoke' ? await list.revoke(name) : await list[action](name);
  if (flags.format === 'json') {
    await terminal.stdout.write(`${JSON.stringify(made === undefined ? { name } : { name, token: made })}\n`);
    return;
  }
  // The token alone on standard output: for a pipe into a secret store.
  if (made !== undefined) await terminal.stdout.write(`${made}\n`);
  await terminal.stderr.write(
    made === undefined
      ? `The token ${name} is revoked; the service forgets it within 30 seconds.\n`
      : 'It is shown this once. Give it as TRACELAKE_TOKEN, or --token.\n',
  );
}

async function showList({ terminal, flags }: CommandContext, list: TokenList): Promise<void> {
  const tokens = (await list.read()).map(({ name, id, createdAt }) => ({ name, id, createdAt }));
  if (flags.format === 'json') {
    await terminal.stdout.write(`${JSON.stringify({ tokens })}\n`);
    return;
  }
  const columns = [
    { name: 'name', align: 'left' },
    { name: 'begins with', align: 'left' },
    { name: 'made', align: 'left' },
  ] as const;
  const rows = tokens.map(({ name, id, createdAt }) => [name, `tlk_${id}_`, createdAt]);
  await terminal.stdout.write(
    tableText(columns, rows, { width: terminal.stdout.width, colors: terminal.stdout.colors }),
  );
}

function actionOf(text: string): Action {
  const action = ACTIONS.find((known) => known === text);
  if (action !== undefined) return action;
  throw new TracelakeError('config_invalid', `There is no "token ${text.slice(0, 60)}".`, {
    hint: `There are ${ACTIONS.map((known) => `"token ${known}"`).join(', ')}.`,
  });
}

function nameOf({ positionals }: CommandContext, action: Action): string {
  const name = positionals[1];
  if (name !== undefined) return name;
  throw new TracelakeError('config_invalid', `"token ${action}" needs the token's name.`, {
    hint: `tracelake token ${action} laptop --data s3://BUCKET`,
  });
}

/** A folder's server has one token, its TRACELAKE_TOKEN. */
function bucketAddress({ config: { bucket } }: CommandContext): string {
  if (bucket !== null) return bucket.address;
  throw new TracelakeError('config_invalid', 'Tokens are kept in the bucket of a deployed lake, and none is named.', {
    hint: 'Name it with --data s3://BUCKET. A server of your own takes its one token from TRACELAKE_TOKEN.',
  });
}
