// Puts an object whose length is not known before its end: one request while it is small, else parts.
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** S3 takes parts from 5 MiB on, and 10,000 of them: 78 GiB. */
export const PART_BYTES = 8 * 1024 * 1024;
/** Parts under way while the next is being made. */
const MAX_PARTS_UNDER_WAY = 2;

export interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly Metadata: Record<string, string>;
}

export interface UploadConditions {
  readonly IfNoneMatch?: string;
  readonly IfMatch?: string;
}

/** Throws the client's errors; nothing is left behind then that costs anything. */
export async function uploadInParts(
  client: S3Client,
  target: UploadTarget,
  parts: AsyncIterable<Uint8Array>,
  conditions: UploadConditions,
): Promise<string | undefined> {
  const { Bucket, Key } = target;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const upload = { Bucket, Key, UploadId };
  try {
    const completed = await sendParts(client, upload, parts);
    const { ETag } = await client.send(
      new CompleteMultipartUploadCommand({ ...upload, ...conditions, MultipartUpload: { Parts: completed } }),
    );
    return ETag;
  } catch (error) {
    // What cannot be taken back now goes by the bucket's lifecycle rule for incomplete uploads.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

async function sendParts(
  client: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string | undefined },
  parts: AsyncIterable<Uint8Array>,
): Promise<CompletedPart[]> {
  const sent: Promise<CompletedPart>[] = [];
  for await (const Body of parts) {
    const PartNumber = sent.length + 1;
    const part = client
      .send(new UploadPartCommand({ ...upload, PartNumber, Body }))
      .then(({ ETag }) => ({ PartNumber, ETag }));
    // Read below; until then a failure is nobody's.
    part.catch(() => undefined);
    sent.push(part);
    await sent.at(-MAX_PARTS_UNDER_WAY);
  }
  return Promise.all(sent);
}
