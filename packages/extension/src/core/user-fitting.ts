// What the user's variables and the deployed table's version make of rows.
import { RowFitting } from '@tracelake/otlp/row-fitting';
import { ruledAttributes } from './attribute-rules.ts';
import type { ChosenFitting } from './chosen-parts.ts';
import { otelResource, SERVICE_NAME_KEY } from './otel-resource.ts';
import type { Environment, Settings } from './settings.ts';

export function userFitting(settings: Settings, environment: Environment): ChosenFitting {
  const { serviceName, attributes, problems } = otelResource(environment);
  const { schemaVersion } = settings;
  const own = ruledAttributes(settings.attributes, { ...settings, keepOnly: [] });
  const ownServiceName = own.get(SERVICE_NAME_KEY);
  own.delete(SERVICE_NAME_KEY);
  const resourceAttributes = ruledAttributes(attributes, settings);
  return {
    fitting: new RowFitting({ attributes: own, resourceAttributes, schemaVersion }),
    serviceName: ownServiceName || serviceName,
    problems,
  };
}
