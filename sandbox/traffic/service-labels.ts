import type { ServiceLabels } from './metrics.js';

const environments = 'prod|production|staging|stage|test|dev';
const nameWithEnvironment = new RegExp(`^(?<service>.+?)(?:-canary)?-(?<environment>${environments})(?:-.+)?$`);

/** Reads `applylens-api-prod`, `applylens-api-canary-prod` or `applylens-api-prod-canary` as service `applylens-api` in `prod`; other names are the service. */
export function serviceLabelsOf(targetGroupName: string): ServiceLabels {
  const { service = targetGroupName, environment = '' } = nameWithEnvironment.exec(targetGroupName)?.groups ?? {};
  return { service, environment };
}
