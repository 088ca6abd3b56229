// Puts records into a Firehose stream until each is accepted: a call that succeeds may still have refused some.
import { setTimeout as sleep } from 'node:timers/promises';
import { FirehoseClient, type FirehoseClientConfig, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { awsFault, awsSignInCode, awsSignInMessage, TracelakeError } from '@tracelake/schema';
import { AWS_PATIENCE } from '../aws-patience.ts';
import { recordBatches } from './record-batches.ts';

const MAX_ROUNDS = 8;
const FIRST_WAIT_MS = 200;

export class DeliveryStream {
  readonly #client: FirehoseClient;
  readonly #name: string;

  /** Credentials and region are found as every AWS tool finds them. */
  constructor(name: string, settings: FirehoseClientConfig = {}) {
    this.#name = name;
    this.#client = new FirehoseClient({ maxAttempts: 5, ...AWS_PATIENCE, ...settings });
  }

  /** Throws `aws_access_denied`, `aws_credentials_…`, `config_invalid` for a stream that is not there, `storage_unavailable`. */
  async putAll(records: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
    for (const batch of recordBatches(records)) await this.#putBatch(batch, signal);
  }

  close(): void {
    this.#client.destroy();
  }

  async #putBatch(batch: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
    let left = batch;
    for (let round = 0; left.length > 0; round++) {
      if (round === MAX_ROUNDS) throw this.#busy(left.length);
      if (round > 0) await sleep(FIRST_WAIT_MS * 2 ** (round - 1), undefined, { signal });
      const command = new PutRecordBatchCommand({
        DeliveryStreamName: this.#name,
        Records: left.map((Data) => ({ Data })),
      });
      const sent = left;
      const { RequestResponses = [] } = await this.#client.send(command, { abortSignal: signal }).catch((error) => {
        throw signal.aborted ? error : this.#coded(error);
      });
      // What has no id was not accepted, whatever else is said or left out.
      left = sent.filter((_, index) => RequestResponses[index]?.RecordId === undefined);
    }
  }

  #busy(count: number): TracelakeError {
    return new TracelakeError('storage_unavailable', `The stream ${this.#name} still refuses ${count} records.`, {
      details: { stream: this.#name },
      hint: 'Run it again later: what was accepted is not sent again but for the object it was in the middle of.',
      retryAfterSeconds: 60,
    });
  }

  #coded(error: unknown): unknown {
    const fault = awsFault(error);
    const { name, message } = fault;
    const details = { stream: this.#name, reason: name };
    const signIn = awsSignInCode(fault);
    if (signIn !== undefined) {
      const asked = `the stream ${this.#name}`;
      return new TracelakeError(signIn, awsSignInMessage(signIn, fault, asked), { details, cause: error });
    }
    if (name === 'ResourceNotFoundException') {
      return new TracelakeError('config_invalid', `There is no stream ${JSON.stringify(this.#name)} in this region.`, {
        details,
        hint: 'Name the output `stream` of "tracelake deploy", and set AWS_REGION to where it was deployed.',
        cause: error,
      });
    }
    if (name === 'AccessDeniedException') {
      return new TracelakeError(
        'aws_access_denied',
        `AWS does not let you put records into ${this.#name}: ${message}`,
        {
          details,
          hint: 'Add firehose:PutRecordBatch on the stream to your policy: the output `senderPolicy` has it.',
          cause: error,
        },
      );
    }
    if (!fault.isOfClient) return error;
    return new TracelakeError('storage_unavailable', `The stream ${this.#name} takes nothing: ${name} ${message}`, {
      details,
      hint: 'Run it again later: nothing was deleted that was not accepted whole.',
      retryAfterSeconds: 60,
      cause: error,
    });
  }
}
