// How a Glue table finds and reads the landing files: what the stack makes of it, and what doctor holds it against. Pure.

/** No file is older than the product. */
const FIRST_DAY = '2026-01-01';

/** By hour of arrival, UTC. */
export const LANDING_PARTITION_KEYS = ['dt', 'hour'] as const;

export const LANDING_FORMAT = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
} as const;

/** Hours are computed, not listed and not registered: nothing runs to add them. @param location `s3://bucket/landing/spans/` */
export function landingParameters(location: string): Record<string, string> {
  return {
    EXTERNAL: 'TRUE',
    classification: 'parquet',
    'projection.enabled': 'true',
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': `${FIRST_DAY},NOW+1DAYS`,
    'projection.hour.type': 'integer',
    'projection.hour.digits': '2',
    'projection.hour.range': '0,23',
    // Its own braces are Athena's to fill in.
    'storage.location.template': `${location}dt=$\{dt}/hour=$\{hour}/`,
  };
}
