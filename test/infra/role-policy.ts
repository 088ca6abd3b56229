// What the stand has been told that a role may do.
import type { PolicyStatement } from './policed-network.ts';

/** Of the role's inline policies. */
export async function rolePolicy(standUrl: string, RoleName: string): Promise<PolicyStatement[]> {
  const listed = await iam(standUrl, { Action: 'ListRolePolicies', RoleName });
  const names = [...listed.matchAll(/<member>([^<]+)<\/member>/g)].map(([, name]) => name!);
  const policies = names.map(async (PolicyName) => {
    const text = await iam(standUrl, { Action: 'GetRolePolicy', RoleName, PolicyName });
    const [, document = ''] = /<PolicyDocument>([\s\S]*?)<\/PolicyDocument>/.exec(text) ?? [];
    const { Statement } = JSON.parse(decodeURIComponent(document)) as { Statement: PolicyStatement[] };
    return Statement;
  });
  return (await Promise.all(policies)).flat();
}

async function iam(standUrl: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const scope = 'test/20260101/us-east-1/iam/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const body = new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString();
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(standUrl, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${parameters['Action']}: ${await answer.text()}`);
  return answer.text();
}
