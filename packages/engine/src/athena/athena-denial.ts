// What Athena was not allowed to do under the name of whoever asks, read from its words: the action, and the line for the policy. Pure.

export interface AthenaDenial {
  /** `glue:GetTable` */
  readonly action: string;
  readonly hint: string;
}

const OPERATIONS = 'athena:StartQueryExecution, GetQueryExecution, GetQueryResults, StopQueryExecution';
/** IAM's own words, which AWS's services hand on. */
const OF_IAM = /not authorized to perform: ([\w-]+:\w+)(?: on (?:the )?resource:? (arn:[^\s"']+))?/;
const OF_GLUE = /permission missing: (glue:\w+)/i;
/** It stands beside IAM where an account does not leave it to IAM alone. */
const OF_LAKE_FORMATION = /insufficient lake formation permission/i;
const OF_RESULTS = /access denied when writing output|verify\/create output bucket/i;
const OF_S3 = /Access ?Denied[^\n]*\bS3\b|\bS3\b[^\n]*Access ?Denied|permission denied on S3 path/i;
const S3_PATH = /s3:\/\/([^/\s,)]+)\/([^/\s,)]*)/;
const BUCKET = /output bucket:? ([a-z0-9][a-z0-9.-]+)/;

/** `undefined` where the words are not about a right. @param workgroup where it is known */
export function athenaDenial(said: string, workgroup?: string): AthenaDenial | undefined {
  if (OF_LAKE_FORMATION.test(said)) {
    return {
      action: 'lakeformation:GrantPermissions',
      hint: 'No policy helps here: let Lake Formation grant the role of whoever asks Select and Describe on the table, and Describe on its database (docs/deploy.md).',
    };
  }
  const [, action = OF_GLUE.exec(said)?.[1], resource] = OF_IAM.exec(said) ?? [];
  if (action !== undefined) return denial([action], [resource ?? resourceOf(action, workgroup)]);
  const [, bucket = BUCKET.exec(said)?.[1] ?? 'BUCKET', folder = 'results'] = S3_PATH.exec(said) ?? [];
  const objects = `arn:aws:s3:::${bucket}/${folder}/*`;
  if (OF_RESULTS.test(said)) {
    const actions = ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:GetBucketLocation'];
    return denial(actions, [objects, `arn:aws:s3:::${bucket}`]);
  }
  if (!OF_S3.test(said)) return undefined;
  return /\blist/i.test(said)
    ? denial(['s3:ListBucket'], [`arn:aws:s3:::${bucket}`])
    : denial(['s3:GetObject'], [objects]);
}

/** Of a call of ours that was refused. */
export function callDenial(operation: string, workgroup: string): AthenaDenial {
  const action = `athena:${operation}`;
  const { hint } = denial([action], [resourceOf(action, workgroup)]);
  return { action, hint: `${hint} (a query needs ${OPERATIONS}).` };
}

function denial(actions: readonly string[], resources: readonly string[]): AthenaDenial {
  const one = (all: readonly string[]) => (all.length === 1 ? all[0] : all);
  const statement = { Effect: 'Allow', Action: one(actions), Resource: one(resources) };
  return {
    action: actions[0],
    hint: `Add to the policy of these credentials, which Athena works with: ${JSON.stringify(statement)}`,
  };
}

function resourceOf(action: string, workgroup = '*'): string {
  return action.startsWith('athena:') ? `arn:aws:athena:*:*:workgroup/${workgroup}` : '*';
}
