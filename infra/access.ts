// Who may send: a policy that a function's role takes beside the layer. Who may ask: tokens, which are made by the CLI (docs/security.md).
import type { Ingest } from './ingest.ts';
import { globalName } from './resource-name.ts';

export interface Access {
  readonly senderPolicy: aws.iam.Policy;
}

export function createAccess({ stream }: Ingest): Access {
  const senderPolicy = new aws.iam.Policy('SenderPolicy', {
    name: globalName('send-spans'),
    description: 'Sends spans to this Tracelake: one call on one stream',
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [{ sid: 'SendSpans', actions: ['firehose:PutRecordBatch'], resources: [stream.arn] }],
    }).json,
  });
  return { senderPolicy };
}
