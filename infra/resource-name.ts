// Physical names of resources that SST does not name: app and stage always stand in them, so that stages never meet.

export function resourceName(part: string): string {
  return `${$app.name}-${$app.stage}-${part}`;
}

/** Athena wants letters, digits and underscores. */
export function databaseName(): string {
  return `${$app.name}_${$app.stage}`.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}
