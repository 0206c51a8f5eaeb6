import type { ContainerDefinition, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { streamOf, type TaskPlace, taskPlaceOf } from '../../activities/database/task-place.js';

const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
const service: Service = {
  clusterArn: 'arn:aws:ecs:us-east-1:1:cluster/prod',
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  networkConfiguration,
  loadBalancers: [{ containerName: 'api' }],
};
const options = { 'awslogs-group': '/api', 'awslogs-stream-prefix': 'ecs', 'awslogs-region': 'eu-west-1' };
const api: ContainerDefinition = { name: 'api', logConfiguration: { logDriver: 'awslogs', options } };
const definition = (...containerDefinitions: ContainerDefinition[]): TaskDefinition => ({
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:1:task-definition/api:7',
  networkMode: 'awsvpc',
  containerDefinitions,
});

describe('a task beside the database', () => {
  it('runs as the tasks of its service do, and logs where they log', () => {
    const place = taskPlaceOf(service, definition({ name: 'proxy' }, api), undefined) as TaskPlace;
    expect(place).toMatchObject({
      container: 'api',
      runs: { cluster: service.clusterArn, launchType: 'FARGATE', platformVersion: '1.4.0', networkConfiguration },
      log: { group: '/api', region: 'eu-west-1' },
    });
    expect(streamOf(place, 'arn:aws:ecs:us-east-1:1:task/prod/abc')).toBe('ecs/api/abc');
  });

  it('takes the capacity providers instead of a launch type, as ECS takes one of them only', () => {
    const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
    const { runs } = taskPlaceOf({ ...service, capacityProviderStrategy }, definition(api), undefined) as TaskPlace;
    expect(runs).toMatchObject({ capacityProviderStrategy });
    expect(runs).not.toHaveProperty('launchType');
  });

  const without = { ...api, logConfiguration: undefined };
  it.each([
    ['the container is not there', definition(api), 'migrate', /it has no container migrate \(api\)/],
    [
      'nobody says which container',
      definition({ name: 'a' }, { name: 'b' }),
      undefined,
      /set alembic\.task\.container/,
    ],
    ['it logs elsewhere', definition(without), undefined, /does not log by awslogs/],
  ])('is not begun where %s', (_, given, wanted, why) => {
    expect(taskPlaceOf(service, given, wanted)).toEqual({ why: expect.stringMatching(why) as string });
  });
});
