// The attributes that have a typed column of their own from the first byte, with the older names they are sent under.
// Names: OpenTelemetry semantic conventions 1.4x; older names as seen in the wild (instrumentations before 1.2x, the wide-events articles, serverless middlewares).
import type { ScalarType } from './column-type.ts';

/** Where an attribute normally stands. It decides whose value its column holds when both levels send it. */
export type AttributeLevel = 'span' | 'resource';

export interface AttributeAlias {
  readonly key: string;
  /** The alias's numbers are multiplied by this to give the current unit. */
  readonly scale?: number;
}

export interface WellKnownAttribute {
  readonly id: number;
  readonly key: string;
  readonly type: ScalarType;
  readonly level: AttributeLevel;
  readonly unit: string | null;
  readonly description: string;
  readonly aliases: readonly AttributeAlias[];
}

interface AttributeOptions {
  readonly unit?: string;
  readonly aliases?: readonly (string | AttributeAlias)[];
}

function attribute(
  id: number,
  level: AttributeLevel,
  key: string,
  type: ScalarType,
  description: string,
  options: AttributeOptions = {},
): WellKnownAttribute {
  const aliases = (options.aliases ?? []).map((alias) => (typeof alias === 'string' ? { key: alias } : alias));
  return { id, key, type, level, unit: options.unit ?? null, description, aliases };
}

const MEBIBYTE = 1_048_576;

/** About 60 attributes. Ids start at 101; a new attribute takes the next free one. */
export const WELL_KNOWN_ATTRIBUTES: readonly WellKnownAttribute[] = [
  attribute(101, 'resource', 'service.version', 'varchar', 'Version of the service that made the span.'),
  attribute(102, 'resource', 'service.namespace', 'varchar', 'Group of services this one belongs to.'),
  attribute(103, 'resource', 'service.instance.id', 'varchar', 'Instance of the service.', {
    aliases: ['instance.id'],
  }),
  attribute(104, 'resource', 'deployment.environment.name', 'varchar', 'Stage: production, staging …', {
    aliases: ['deployment.environment', 'service.environment'],
  }),
  attribute(105, 'resource', 'cloud.provider', 'varchar', 'Cloud provider, "aws" on Lambda.'),
  attribute(106, 'resource', 'cloud.region', 'varchar', 'Region the code runs in.'),
  attribute(107, 'resource', 'cloud.account.id', 'varchar', 'Account the code runs in.'),
  attribute(108, 'resource', 'cloud.platform', 'varchar', 'Platform, "aws_lambda" on Lambda.'),
  attribute(109, 'resource', 'cloud.resource_id', 'varchar', 'ARN of the function.', { aliases: ['faas.id'] }),
  attribute(110, 'resource', 'faas.name', 'varchar', 'Name of the function.'),
  attribute(111, 'resource', 'faas.version', 'varchar', 'Version of the function.'),
  attribute(112, 'resource', 'faas.instance', 'varchar', 'Execution environment: the log stream on Lambda.'),
  attribute(113, 'resource', 'faas.max_memory', 'bigint', 'Memory the function may use.', {
    unit: 'By',
    aliases: [{ key: 'instance.memory_mb', scale: MEBIBYTE }],
  }),
  attribute(
    114,
    'span',
    'faas.trigger',
    'varchar',
    'What started the invocation: http, pubsub, datasource, timer, other.',
  ),
  attribute(115, 'span', 'faas.coldstart', 'boolean', 'Whether this was the first invocation of its environment.'),
  attribute(116, 'span', 'faas.invocation_id', 'varchar', 'Request id of the invocation.', {
    aliases: ['faas.execution'],
  }),
  attribute(117, 'span', 'http.request.method', 'varchar', 'HTTP method.', { aliases: ['http.method'] }),
  attribute(118, 'span', 'http.route', 'varchar', 'Route template that matched: /orders/{id}.'),
  attribute(119, 'span', 'http.response.status_code', 'bigint', 'HTTP status code.', { aliases: ['http.status_code'] }),
  attribute(120, 'span', 'http.request.body.size', 'bigint', 'Size of the request body.', {
    unit: 'By',
    aliases: ['http.request.body_size', 'http.request_content_length'],
  }),
  attribute(121, 'span', 'http.response.body.size', 'bigint', 'Size of the response body.', {
    unit: 'By',
    aliases: ['http.response.body_size', 'http.response_content_length'],
  }),
  attribute(122, 'span', 'http.request.resend_count', 'bigint', 'How many times the request was sent again.', {
    aliases: ['http.resend_count'],
  }),
  attribute(123, 'span', 'url.full', 'varchar', 'Whole URL of a client request.', { aliases: ['http.url'] }),
  attribute(124, 'span', 'url.path', 'varchar', 'Path of the URL.'),
  attribute(125, 'span', 'url.query', 'varchar', 'Query of the URL, without "?".'),
  attribute(126, 'span', 'url.scheme', 'varchar', 'http or https.', { aliases: ['http.scheme'] }),
  attribute(127, 'span', 'server.address', 'varchar', 'Host that was called.', {
    aliases: ['net.peer.name', 'http.host', 'net.host.name'],
  }),
  attribute(128, 'span', 'server.port', 'bigint', 'Port that was called.', {
    aliases: ['net.peer.port', 'net.host.port'],
  }),
  attribute(129, 'span', 'client.address', 'varchar', 'Address of the caller.', { aliases: ['http.client_ip'] }),
  attribute(130, 'span', 'network.peer.address', 'varchar', 'Address of the peer of the connection.', {
    aliases: ['net.sock.peer.addr', 'net.peer.ip'],
  }),
  attribute(131, 'span', 'network.protocol.version', 'varchar', 'Version of the protocol: 1.1, 2.', {
    aliases: ['http.flavor'],
  }),
  attribute(132, 'span', 'user_agent.original', 'varchar', 'User-Agent header.', { aliases: ['http.user_agent'] }),
  attribute(133, 'span', 'user_agent.name', 'varchar', 'Browser or client.', { aliases: ['user_agent.browser'] }),
  attribute(134, 'span', 'user_agent.os.name', 'varchar', 'Operating system of the client.', {
    aliases: ['user_agent.OS'],
  }),
  attribute(135, 'span', 'db.system.name', 'varchar', 'Database product.', { aliases: ['db.system'] }),
  attribute(136, 'span', 'db.namespace', 'varchar', 'Database name.', { aliases: ['db.name'] }),
  attribute(137, 'span', 'db.operation.name', 'varchar', 'Operation: SELECT, PutItem …', { aliases: ['db.operation'] }),
  attribute(138, 'span', 'db.collection.name', 'varchar', 'Table or collection.', { aliases: ['db.sql.table'] }),
  attribute(139, 'span', 'db.query.text', 'varchar', 'Text of the database query.', { aliases: ['db.statement'] }),
  attribute(140, 'span', 'db.response.returned_rows', 'bigint', 'Rows the database answered.'),
  attribute(141, 'span', 'rpc.system.name', 'varchar', 'Remote call system: aws-api, grpc …', {
    aliases: ['rpc.system'],
  }),
  attribute(142, 'span', 'rpc.service', 'varchar', 'Service that was called.'),
  attribute(143, 'span', 'rpc.method', 'varchar', 'Method that was called.'),
  attribute(144, 'span', 'messaging.system', 'varchar', 'Messaging product: aws_sqs, kafka …'),
  attribute(145, 'span', 'messaging.destination.name', 'varchar', 'Queue or topic.', {
    aliases: ['messaging.destination'],
  }),
  attribute(146, 'span', 'messaging.operation.type', 'varchar', 'send, receive, process …', {
    aliases: ['messaging.operation'],
  }),
  attribute(147, 'span', 'messaging.message.id', 'varchar', 'Id of the message.', {
    aliases: ['messaging.message_id'],
  }),
  attribute(148, 'span', 'messaging.batch.message_count', 'bigint', 'Messages in the batch.'),
  attribute(149, 'span', 'messaging.message.body.size', 'bigint', 'Size of the message body.', { unit: 'By' }),
  attribute(150, 'span', 'error.type', 'varchar', 'Class of the error the operation ended with.'),
  attribute(151, 'span', 'exception.type', 'varchar', "Type of the span's first exception."),
  attribute(152, 'span', 'exception.message', 'varchar', "Message of the span's first exception."),
  attribute(153, 'span', 'exception.stacktrace', 'varchar', "Stack trace of the span's first exception."),
  attribute(154, 'span', 'user.id', 'varchar', 'User on whose behalf the work was done.', { aliases: ['enduser.id'] }),
  attribute(155, 'span', 'user.roles', 'varchar', 'Roles of the user: text, or a list as JSON.', {
    aliases: ['user.role', 'enduser.role'],
  }),
  attribute(156, 'span', 'session.id', 'varchar', 'Session of the user.'),
  attribute(157, 'span', 'service.peer.name', 'varchar', 'Logical name of the service that was called.', {
    aliases: ['peer.service'],
  }),
  attribute(158, 'span', 'code.function.name', 'varchar', 'Function in the code.', { aliases: ['code.function'] }),
  attribute(159, 'span', 'code.file.path', 'varchar', 'File of the code.', { aliases: ['code.filepath'] }),
  attribute(160, 'span', 'code.line.number', 'bigint', 'Line in that file.', { aliases: ['code.lineno'] }),
  attribute(161, 'span', 'aws.request_id', 'varchar', 'Request id that an AWS service answered with.'),
  attribute(162, 'span', 'aws.lambda.invoked_arn', 'varchar', 'ARN by which the function was invoked.'),
  attribute(163, 'span', 'aws.lambda.init_duration_ms', 'double', 'Duration of the init phase of a cold start.', {
    unit: 'ms',
    aliases: ['faas.init_duration_ms'],
  }),
  attribute(164, 'span', 'aws.lambda.billed_duration_ms', 'double', 'Duration that was billed.', {
    unit: 'ms',
    aliases: ['faas.billed_duration_ms'],
  }),
  attribute(165, 'span', 'aws.lambda.memory_size_mb', 'double', 'Memory size of the function.', { unit: 'MiBy' }),
  attribute(166, 'span', 'aws.lambda.memory_used_mb', 'double', 'Most memory the environment has used.', {
    unit: 'MiBy',
    aliases: ['faas.memory_used_mb'],
  }),
  attribute(167, 'span', 'aws.lambda.timeout', 'boolean', 'Whether the invocation was ended by its timeout.'),
  attribute(168, 'span', 'aws.lambda.status', 'varchar', 'success, failure, error or timeout, as the platform says.'),
  attribute(169, 'span', 'aws.lambda.produced_bytes', 'bigint', 'Size of the answer.', { unit: 'By' }),
  attribute(170, 'span', 'aws.lambda.response_latency_ms', 'double', 'Time to the first byte of the answer.', {
    unit: 'ms',
  }),
];
