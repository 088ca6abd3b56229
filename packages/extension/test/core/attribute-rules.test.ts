// Which keys name secrets, and what the user's lists do to them.
import { describe, expect, it, test } from 'vitest';
import { createAttributeRule, isSecretKey, maskText, ruledAttributes } from '../../src/core/attribute-rules.ts';

const NONE = { keepOnly: [], drop: [], mask: [], maskNot: [] };

describe('secret-like keys', () => {
  test.each([
    'password',
    'db.password',
    'userPassword',
    'DB_PASSWD',
    'passphrase',
    'client_secret',
    'aws.secretsmanager.secret.arn',
    'http.request.header.authorization',
    'http.request.header.x-api-key',
    'http.request.header.cookie',
    'http.response.header.set-cookie',
    'request.cookies',
    'access_tokens',
    'http.request.header.x-amz-security-token',
    'SessionToken',
    'accessToken',
    'refresh_token',
    'auth.token',
    'token',
    'X-Amz-Signature',
    'Signature',
    'Credential',
    'credentials',
    'apiKey',
    'api_key',
    'stripe.apikey',
    'aws.accessKeyId',
    'private-key',
    'connectionString',
    'jwt',
  ])('%s', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  test.each([
    'aws.s3.key',
    'messaging.kafka.message.key',
    'db.redis.key',
    'partitionKey',
    'gen_ai.usage.input_tokens',
    'token.count',
    'http.route',
    'session.id',
    'user.id',
    'keyboard.layout',
    'author',
    'passenger.count',
    'bypass',
    'compass.heading',
    'url.full',
    'signature.algorithm',
    'pinned',
  ])('%s is none', (key) => {
    expect(isSecretKey(key)).toBe(false);
  });
});

describe('rules', () => {
  it('mask secrets and what the user names, not what the user exempts', () => {
    const rule = createAttributeRule({
      ...NONE,
      mask: ['customer.*', 'IBAN'],
      maskNot: ['customer.tier', 'auth.token'],
    });
    expect(['password', 'customer.name', 'iban', 'customer.tier', 'auth.token', 'http.route'].map(rule)).toEqual([
      'mask',
      'mask',
      'mask',
      'exempt',
      'exempt',
      'keep',
    ]);
  });

  test.each([
    ['**********x', 'http.request.header.accept-language', false],
    ['**********e', 'http.request.header.accept-language', true],
    ['*a*b*c*', 'ab'.repeat(200), false],
    ['http.*.header.*', 'http.request.header.', true],
    ['http.*.header.*', 'http.header.x', false],
    ['a*a', 'a', false],
    ['A*b*', 'aXB', true],
    ['a.b', 'axb', false],
    ['line', 'line\n', false],
    ['l*e', 'l\ne', true],
  ])('%s fits %s: %s', (pattern, key, isFitting) => {
    expect(createAttributeRule({ ...NONE, drop: [pattern] })(key)).toBe(isFitting ? 'drop' : 'keep');
  });

  it('switch masking off by *', () => {
    expect(createAttributeRule({ ...NONE, maskNot: ['*'] })('password')).toBe('exempt');
  });

  it('drop what is named, and all but what is named', () => {
    expect(['a.b', 'axb', 'A.B'].map(createAttributeRule({ ...NONE, drop: ['a.b'] }))).toEqual([
      'drop',
      'keep',
      'drop',
    ]);
    const only = createAttributeRule({ ...NONE, keepOnly: ['http.*', 'password'], drop: ['http.url'] });
    expect(['http.route', 'http.url', 'user.id', 'password'].map(only)).toEqual(['keep', 'drop', 'drop', 'mask']);
  });
});

describe('URLs in a text', () => {
  test.each([
    ['https://a.b/c?x=1', 'https://a.b/c?x=1'],
    ['https://a.b/c', 'https://a.b/c'],
    ['https://a.b/c?access_token=abc&x=1#token=q', 'https://a.b/c?access_token=[masked]&x=1#token=[masked]'],
    ['?X-Amz-Signature=abc&X-Amz-Date=1', '?X-Amz-Signature=[masked]&X-Amz-Date=1'],
    ['postgres://me:pw@host/db', 'postgres://[masked]@host/db'],
    ['redis://:pw@host:6379', 'redis://[masked]@host:6379'],
    ['https://a.b/me@c?q=1', 'https://a.b/me@c?q=1'],
    ['/callback?client_secret=1&page=2', '/callback?client_secret=[masked]&page=2'],
    ['connect to amqp://u:p@q:1/v failed: code=5', 'connect to amqp://[masked]@q:1/v failed: code=5'],
    ['["https://u:p@a.b/?sig=x","y"]', '["https://[masked]@a.b/?sig=[masked]","y"]'],
    ['a = ? AND password=1', 'a = ? AND password=1'],
    ['password=1', 'password=1'],
  ])('%s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  test('a query has no mark before it', () => {
    expect(maskText('password=a&page=2;api_key=1', 'url.query')).toBe('password=[masked]&page=2;api_key=[masked]');
  });

  test('however long the text is, it is gone through once', () => {
    for (const piece of ['x', '://', '://a', '&a', '=a?', 'https://a@'])
      expect(maskText(`${piece.repeat(300_000)}://=?`).length).toBeGreaterThan(0);
  });
});

test('attributes that variables give are masked and dropped by the same lists', () => {
  const attributes = new Map([
    ['team', 'orders'],
    ['db.password', 'hunter2'],
    ['noise', 'x'],
    ['queue', 'amqp://me:pw@host'],
  ]);
  const ruled = ruledAttributes(attributes, { ...NONE, drop: ['noise'] });
  expect([...ruled]).toEqual([
    ['team', 'orders'],
    ['db.password', '[masked]'],
    ['queue', 'amqp://[masked]@host'],
  ]);
});
