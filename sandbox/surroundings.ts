// What the tasks of a service find around them: the log group they print to, and the parameters they are started with.
import { account, parameterArn } from './aws/identifiers.js';
import type { SimulatedAws } from './aws/simulated-aws.js';
import { newest } from './aws/ssm/parameter-store.js';
import type { ParameterToPut, Release, Scenario } from './scenarios/scenario.js';
import { serviceLabelsOf } from './traffic/service-labels.js';

/** The catalogue's name of it: `/aws/ecs/applylens-api`. */
const logGroupOf = (family: string): string => `/aws/ecs/${serviceLabelsOf(family).service}`;

/** Environment variable of a task that is given the database's URL, where the scenario says so. */
export const urlSecret = 'DATABASE_URL';
const firstService = 'applylens-api';

/** Whose database is which is a service's own. */
function parameterOf(family: string, name: string): string {
  const { service, environment } = serviceLabelsOf(family);
  const own = name === urlSecret && service !== firstService ? `${service}/` : '';
  return `/applylens/${environment || 'prod'}/${own}${name}`;
}

export function keepUrl(aws: SimulatedAws, { service, data }: Scenario, url: string): void {
  if (data?.reachedByTask === true) putUrl(aws, service, url);
}

/** The tasks of the service that is called as the further database are given its URL from now on. */
export function leadTasksTo(aws: SimulatedAws, name: string, url: string): void {
  const family = `${name}-prod`;
  if (aws.parameters.find(parameterOf(family, urlSecret)) !== undefined) putUrl(aws, family, url);
}

function putUrl({ parameters, ecs }: SimulatedAws, family: string, value: string): void {
  const by = `arn:aws:iam::${account}:role/applylens-deploy`;
  const name = parameterOf(family, urlSecret);
  parameters.put({ name, value, type: 'SecureString', at: ecs.time.now(), by, overwrite: true });
}

/** What its container definition says of both. */
export const surroundingsOf = (family: string, { secrets }: Release): object => ({
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': logGroupOf(family),
      'awslogs-region': 'us-east-1',
      'awslogs-stream-prefix': family,
    },
  },
  ...(secrets.length === 0
    ? {}
    : { secrets: secrets.map((name) => ({ name, valueFrom: parameterArn(parameterOf(family, name)) })) }),
});

/** Before its first task starts. Services share what they have in common. */
export function prepareSurroundings(aws: SimulatedAws, { parameters, service }: Scenario, family: string): void {
  aws.logs.create(logGroupOf(family));
  const ofFirst = aws.parameters.find(parameterOf(service, urlSecret));
  if (ofFirst !== undefined && family !== service) putUrl(aws, family, newest(ofFirst).value);
  for (const parameter of parameters?.past ?? []) put(aws, family, parameter);
}

/** What somebody changes in the parameter store once the next release does not need it any more. */
export function changeSurroundings(aws: SimulatedAws, { parameters }: Scenario, family: string): void {
  for (const parameter of parameters?.putAtNext ?? []) put(aws, family, parameter);
  for (const name of parameters?.deletedAtNext ?? []) aws.parameters.remove(parameterOf(family, name));
}

function put({ parameters, ecs }: SimulatedAws, family: string, { name, by, hoursAgo, ...rest }: ParameterToPut): void {
  const at = ecs.time.now() - hoursAgo * 3_600_000;
  const whole = parameterOf(family, name);
  parameters.put({ ...rest, name: whole, at, by: `arn:aws:iam::${account}:${by}`, overwrite: true });
}
