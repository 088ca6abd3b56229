// The product's version, as health and the OpenAPI document say it.
import workspace from '../package.json' with { type: 'json' };

export const VERSION: string = workspace.version;
