import { describe, expect, it } from 'vitest';
import { neededBy } from '../../activities/ssm-parameters.js';

const at = 'us-east-1:123456789012';
const needs = (valueFrom: string, place = at) =>
  neededBy({
    taskDefinitionArn: `arn:aws:ecs:${place}:task-definition/api:121`,
    containerDefinitions: [{ name: 'api', secrets: [{ name: 'KEY', valueFrom }] }],
  });

describe('a parameter that a task definition needs', () => {
  it.each(['/applylens/prod/KEY', `arn:aws:ssm:${at}:parameter/applylens/prod/KEY`])(
    'is looked for: %s',
    (valueFrom) => {
      expect(needs(valueFrom)).toEqual({ needed: [{ variable: 'KEY', name: '/applylens/prod/KEY' }], elsewhere: [] });
    },
  );

  it.each([
    'arn:aws:ssm:eu-west-1:123456789012:parameter/applylens/prod/KEY',
    'arn:aws:ssm:us-east-1:999999999999:parameter/applylens/prod/KEY',
    `arn:aws:secretsmanager:${at}:secret:KEY`,
  ])('is not called missing where it is kept elsewhere: %s', (valueFrom) => {
    expect(needs(valueFrom)).toEqual({ needed: [], elsewhere: ['KEY'] });
  });
});
