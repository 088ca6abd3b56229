// Physical names of resources that SST does not name: app and stage always stand in them, so that stages never meet.

export function resourceName(part: string): string {
  return `${$app.name}-${$app.stage}-${part}`;
}

/** IAM knows no regions: without theirs, the lakes of two regions of an account would be one in its eyes. */
export function globalName(part: string): $util.Output<string> {
  return $interpolate`${resourceName(part)}-${aws.getRegionOutput().region}`;
}

/** Athena wants letters, digits and underscores. */
export function databaseName(): string {
  return `${$app.name}_${$app.stage}`.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}
