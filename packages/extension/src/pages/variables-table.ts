// The variables as a table of Markdown: docs/extension.md has it, a test keeps it equal.
import { VARIABLE_PREFIX, VARIABLES, type Variable } from '../core/variable-table.ts';

/** OpenTelemetry's own, for rows that no SDK makes: those of invocations and of an init that failed. */
const FOLLOWED: Readonly<Record<string, string>> = {
  OTEL_SERVICE_NAME:
    'Service of an invocation whose spans say none; by default the function. `service.name` in `TRACELAKE_ATTRIBUTES` counts before it.',
  OTEL_RESOURCE_ATTRIBUTES:
    'Attributes of an invocation that neither the platform, its spans nor `TRACELAKE_ATTRIBUTES` say: `deployment.environment.name=prod,team=a%2Cb`. Its `service.name` counts behind `OTEL_SERVICE_NAME`. Masked, kept and dropped like what spans send.',
};

export function variablesTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, variable]: [string, Variable]) => {
    const fallback = variable.fallback === '' ? '' : `\`${variable.fallback}\``;
    return `| \`${VARIABLE_PREFIX}${name}\` | ${fallback} | ${variable.meaning}${bounds(variable)} |`;
  });
  const followed = Object.entries(FOLLOWED).map(([name, meaning]) => `| \`${name}\` |  | ${meaning} |`);
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows, ...followed].join('\n');
}

function bounds({ least, most }: Variable): string {
  return least === undefined || most === undefined ? '' : ` ${least} to ${most}.`;
}
