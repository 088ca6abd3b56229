// What an invocation of the bench spans does: database calls, HTTP calls, queue messages, steps of its own.

import { type BenchAttribute, type Invocation, type Requester, randomHex } from './bench-span.ts';
import { CURRENCIES, DYNAMODB_OPERATIONS, HTTP_HOSTS, LOCALES, STEPS, TABLES } from './bench-span-words.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Operation {
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly BenchAttribute[];
}

export function drawOperation(
  random: SeededRandom,
  choice: number,
  invocation: Invocation,
  requester: Requester,
  failed: boolean,
): Operation {
  if (choice < 5) return drawDynamoDbCall(random, invocation, requester, failed);
  if (choice < 7) return drawHttpCall(random, invocation, failed);
  if (choice < 8) return drawSqlQuery(random, invocation);
  if (choice < 9) return drawQueueSend(random, invocation, requester);
  return drawInternalStep(random, requester);
}

function drawDynamoDbCall(
  random: SeededRandom,
  invocation: Invocation,
  requester: Requester,
  failed: boolean,
): Operation {
  const table = TABLES[(invocation.serviceIndex + random.below(2)) % 8];
  const operation = DYNAMODB_OPERATIONS[random.below(4)];
  return {
    name: `DynamoDB.${operation}`,
    kind: 3,
    attributes: [
      ['db.system.name', 'aws.dynamodb'],
      ['db.operation.name', operation],
      ['db.collection.name', `prod-${table}`],
      ['aws.dynamodb.consumed_capacity', Math.round(random.fraction() * 200) / 10],
      ['aws.dynamodb.count', random.below(50)],
      ['aws.dynamodb.consistent_read', random.below(5) === 0],
      ['rpc.system', 'aws-api'],
      ['rpc.service', 'DynamoDB'],
      ['rpc.method', operation],
      ['aws.request_id', randomHex(random, 24)],
      ['server.address', `dynamodb.${requester.region}.amazonaws.com`],
      ['http.response.status_code', failed ? 400 : 200],
      ['db.query.key', `pk=${table}#${invocation.id}`],
    ],
  };
}

function drawHttpCall(random: SeededRandom, invocation: Invocation, failed: boolean): Operation {
  const host = HTTP_HOSTS[random.below(4)];
  return {
    name: 'HTTP POST',
    kind: 3,
    attributes: [
      ['http.request.method', 'POST'],
      ['url.full', `https://${host}/v1/${invocation.service}/${invocation.id}?c=${random.below(1e6)}`],
      ['server.address', host],
      ['server.port', 443],
      ['http.response.status_code', failed ? 502 : 200],
      ['http.request.body.size', random.below(3000)],
      ['http.response.body.size', random.below(9000)],
      ['network.peer.address', `52.${random.below(256)}.${random.below(256)}.${random.below(256)}`],
      ['network.protocol.version', '1.1'],
      ['tls.established', true],
      ['http.request.resend_count', 0],
      ['error.type', failed ? '502' : ''],
    ],
  };
}

function drawSqlQuery(random: SeededRandom, invocation: Invocation): Operation {
  const table = TABLES[invocation.serviceIndex % 8];
  const select = `SELECT id, total, created_at FROM ${table}`;
  const where = 'WHERE tenant_id = $1 AND created_at > $2 ORDER BY created_at DESC';
  return {
    name: `SELECT ${table}`,
    kind: 3,
    attributes: [
      ['db.system.name', 'postgresql'],
      ['db.namespace', 'app'],
      ['db.operation.name', 'SELECT'],
      ['db.collection.name', table],
      ['db.query.text', `${select} ${where} LIMIT ${10 * (1 + random.below(5))}`],
      ['db.response.returned_rows', random.below(50)],
      ['db.client.connection.pool.name', 'rds-proxy'],
      ['server.address', 'proxy-abc.us-east-1.rds.amazonaws.com'],
      ['server.port', 5432],
      ['network.peer.address', `10.0.${random.below(4)}.${random.below(256)}`],
      ['db.cost', random.fraction() * 100],
      ['db.cached', random.below(3) === 0],
    ],
  };
}

function drawQueueSend(random: SeededRandom, invocation: Invocation, requester: Requester): Operation {
  return {
    name: 'sqs.send orders-events',
    kind: 4,
    attributes: [
      ['messaging.system', 'aws_sqs'],
      ['messaging.destination.name', `${invocation.service}-events`],
      ['messaging.message.id', randomHex(random, 16)],
      ['messaging.operation.type', 'send'],
      ['messaging.batch.message_count', 1 + random.below(10)],
      ['aws.sqs.queue.url', `https://sqs.${requester.region}.amazonaws.com/123456789012/${invocation.service}-events`],
      ['messaging.message.body.size', random.below(20_000)],
      ['rpc.system', 'aws-api'],
      ['rpc.service', 'SQS'],
      ['rpc.method', 'SendMessage'],
      ['aws.request_id', randomHex(random, 16)],
      ['http.response.status_code', 200],
    ],
  };
}

function drawInternalStep(random: SeededRandom, requester: Requester): Operation {
  const name = STEPS[random.below(4)];
  return {
    name,
    kind: 1,
    attributes: [
      ['app.step', random.below(9)],
      ['app.cache_hit', random.below(2) === 0],
      ['app.score', random.fraction()],
      ['app.items', random.below(100)],
      ['app.currency', CURRENCIES[requester.tenant % 3]],
      ['app.locale', LOCALES[requester.tenant % 3]],
      ['app.experiment', `exp-${random.below(12)}`],
      ['app.variant', 'AB'[random.below(2)]],
      ['code.file.path', `/var/task/src/${name}.js`],
      ['app.validated', true],
      ['app.rule', `r${random.below(60)}`],
      ['app.depth', random.below(6)],
      ['app.ratio', random.fraction()],
    ],
  };
}
