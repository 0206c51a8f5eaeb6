// What starts a guard: one small JSON object, as a rollback's is (design §4). Pure.
import { type Parsed, parse, person, required } from '../parsed.js';

export interface GuardRequest {
  readonly service: string;
  readonly environment: string;
  /** ECS's id of the deployment, such as ecs-svc/1234567890123456789; the newest one unless given. */
  readonly deployment?: string;
  readonly requestedBy?: string;
}

const name = {
  expected: 'a name of letters, digits, dots, dashes and underscores',
  accepts: (value: unknown) => typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value),
};

export const deploymentPattern = /^ecs-svc\/[A-Za-z0-9-]{1,64}$/;
export const deploymentExpected = 'the id of a deployment of ECS such as ecs-svc/1234567890123456789';

export const parseGuardRequest = (value: unknown): Parsed<GuardRequest> =>
  parse<GuardRequest>(value, {
    service: required(name),
    environment: required(name),
    deployment: {
      expected: deploymentExpected,
      accepts: (given) => typeof given === 'string' && deploymentPattern.test(given),
    },
    requestedBy: person,
  });
