// What AWS asks, in one place: docs/cost.md, the extension's page, `tracelake deploy` and Athena's estimates compute with these. Pure.

/** us-east-1, list prices in US dollars without any free tier, as AWS's public pages gave them up to the date. */
export const AWS_PRICES = {
  date: '2026-11',
  region: 'us-east-1',
  /** A GB of records, each rounded up to 5 KB. */
  firehosePerGb: 0.029,
  firehoseConversionPerGb: 0.018,
  /** x86, which most functions are. */
  lambdaPerGbSecond: 0.0000166667,
  lambdaArmPerGbSecond: 0.0000133334,
  lambdaPerRequest: 0.2e-6,
  s3PerGbMonth: 0.023,
  s3PerPut: 0.005e-3,
  s3PerList: 0.005e-3,
  s3PerGet: 0.0004e-3,
  athenaPerTb: 5,
  logsPerGb: 0.5,
  logsPerGbMonth: 0.03,
  /** Logs are kept compressed: AWS's own example counts 0.15 of what came in. */
  logsKeptShare: 0.15,
  logsInsightsPerGb: 0.005,
  xrayPerTrace: 5e-6,
  xrayPerTraceRead: 0.5e-6,
  /** On demand; a unit writes 1 KB, or reads 8 KB that may be a moment old. */
  dynamodbPerWriteUnit: 0.625e-6,
  dynamodbPerReadUnit: 0.125e-6,
  dynamodbPerGbMonth: 0.25,
} as const;
