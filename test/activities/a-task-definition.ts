/** ARN of a revision of the service's family. */
export const taskDefinition = (revision: number): string =>
  `arn:aws:ecs:us-east-1:123456789012:task-definition/applylens-api-prod:${revision}`;
