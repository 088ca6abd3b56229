// Calls of AWS's three protocols, signed only as far as the stand looks: it takes the service from the signature's scope.

const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;

/** JSON 1.1: Glue, Firehose, Athena, CloudWatch Logs. */
export async function jsonCall(service, target, body) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  return parsed(await call(service, 'POST', '/', headers, JSON.stringify(body)));
}

/** Query: IAM. Gives XML. */
export function formCall(service, action, parameters) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const known = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...Object.fromEntries(known) }).toString();
  return call(service, 'POST', '/', headers, body);
}

/** REST: Lambda. */
export async function restCall(service, method, path, body) {
  return parsed(await call(service, method, path, { 'content-type': 'application/json' }, JSON.stringify(body)));
}

async function call(service, method, path, headers, body) {
  const scope = `${AWS_ACCESS_KEY_ID}/20260101/${AWS_REGION}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const answer = await fetch(`${AWS_ENDPOINT_URL}${path}`, { method, headers: { ...headers, authorization }, body });
  const text = await answer.text();
  if (!answer.ok)
    throw new Error(`${service} ${headers['x-amz-target'] ?? path} answers ${answer.status}: ${text.slice(0, 300)}`);
  return text;
}

function parsed(text) {
  return text === '' ? {} : JSON.parse(text);
}
