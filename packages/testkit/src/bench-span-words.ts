// The vocabulary of the bench spans: services, routes, user agents, exceptions. Fixed, since published figures depend on it.

export const SERVICES = [
  'api-gateway-authorizer',
  'orders-api',
  'orders-worker',
  'payments-api',
  'payments-webhook',
  'cart-api',
  'catalog-api',
  'catalog-indexer',
  'search-api',
  'users-api',
  'sessions-api',
  'notifications-worker',
  'email-sender',
  'invoice-generator',
  'inventory-api',
  'inventory-sync',
  'pricing-api',
  'recommendations-api',
  'analytics-ingest',
  'image-resizer',
] as const;

/** Seven routes a service. */
export const ROUTES: readonly (readonly string[])[] = SERVICES.map((service) => {
  const path = `/v1/${service.split('-')[0]}`;
  return [
    `GET ${path}`,
    `GET ${path}/{id}`,
    `POST ${path}`,
    `PUT ${path}/{id}`,
    `DELETE ${path}/{id}`,
    `GET ${path}/{id}/items`,
    `POST ${path}/search`,
  ];
});

export const REGIONS = ['us-east-1', 'us-east-1', 'us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;
export const PLANS = ['free', 'free', 'free', 'pro', 'pro', 'enterprise'] as const;
export const VERSIONS = ['1.42.0', '1.42.1', '1.43.0', '1.43.0-canary'] as const;
export const TABLES = ['orders', 'carts', 'users', 'sessions', 'inventory', 'prices', 'events', 'invoices'] as const;
export const HTTP_HOSTS = ['api.stripe.com', 'hooks.slack.com', 'internal.example.com', 'api.sendgrid.com'] as const;
export const DYNAMODB_OPERATIONS = ['GetItem', 'Query', 'PutItem', 'UpdateItem'] as const;
export const STEPS = ['validate', 'render', 'authorize', 'serialize'] as const;
export const CURRENCIES = ['USD', 'EUR', 'AUD'] as const;
export const LOCALES = ['en-US', 'de-DE', 'en-AU'] as const;
export const MEMORY_SIZES_MB = [128, 512, 1024, 1769] as const;

const BROWSERS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/',
  'okhttp/4.',
  'axios/1.',
];

export const USER_AGENTS: readonly string[] = Array.from(
  { length: 160 },
  (_, index) => `${BROWSERS[index % 4]}${100 + (index >> 2)}.0.${index}`,
);

/** Type and message. */
export const EXCEPTIONS: readonly (readonly [string, string])[] = [
  ['ConditionalCheckFailedException', 'The conditional request failed'],
  ['TimeoutError', 'Task timed out after 29.00 seconds'],
  ['TypeError', "Cannot read properties of undefined (reading 'id')"],
  ['ThrottlingException', 'Rate exceeded'],
  ['ValidationError', '"quantity" must be a positive number'],
  ['PaymentDeclined', 'card_declined: insufficient_funds'],
];

export const STACK_TRACES: readonly string[] = Array.from({ length: 24 }, (_, index) =>
  [
    'Error',
    `    at handler${index} (/var/task/src/handlers/h${index}.js:${10 + index}:${5 + index})`,
    '    at processTicksAndRejections (node:internal/process/task_queues:95:5)',
    '    at async Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)',
    `    at async middleware${index % 5} (/var/task/node_modules/@app/core/dist/mw${index % 5}.js:${40 + index}:11)`,
  ].join('\n'),
);
