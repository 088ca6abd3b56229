// Who deploys, and where to: asked of STS, which answers everyone who is signed in. sst is then told the same region.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsFault, awsSignInCode, awsSignInMessage, TracelakeError } from '@tracelake/schema';
import { AWS_PATIENCE } from '../aws-patience.ts';

export interface AwsIdentity {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

/** Finds credentials and region as every AWS tool does. Throws `aws_credentials_…` and `aws_region_wrong`. */
export async function awsIdentity(region: string | undefined): Promise<AwsIdentity> {
  const client = new STSClient({ ...AWS_PATIENCE, ...(region === undefined ? {} : { region }) });
  try {
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn, region: await client.config.region() };
  } catch (error) {
    throw identityError(error, region);
  } finally {
    client.destroy();
  }
}

function identityError(error: unknown, region: string | undefined): unknown {
  const fault = awsFault(error);
  const code = awsSignInCode(fault);
  if (code === 'aws_region_wrong') {
    return new TracelakeError(code, 'No AWS region is set to deploy to.', {
      hint: 'Name it with --region, or AWS_REGION, or in the profile: the lake lies where its functions run.',
      cause: error,
    });
  }
  if (code !== undefined) return new TracelakeError(code, awsSignInMessage(code, fault, 'AWS'), { cause: error });
  const unreachable = (error as { code?: string }).code;
  if (unreachable === 'ENOTFOUND' || unreachable === 'EAI_AGAIN') {
    return new TracelakeError('aws_region_wrong', `AWS is not found in the region ${region ?? 'of the profile'}.`, {
      hint: 'Check the spelling of the region (us-east-1, eu-central-1 …), then the network.',
      cause: error,
    });
  }
  return new TracelakeError('deploy_failed', `AWS cannot be asked who deploys: ${fault.name} ${fault.message}`.trim(), {
    hint: 'Check the network and AWS_ENDPOINT_URL, then run it again. Nothing was made.',
    cause: error,
  });
}
