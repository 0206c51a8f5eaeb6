import type { Behaviour } from '../behaviour.js';
import { credentials } from './credentials.js';
import { databaseClusters } from './database-clusters.js';
import { databases } from './databases.js';
import { deploymentLife } from './deployment-life.js';
import { images } from './images.js';
import { listing } from './listing.js';
import { rules } from './rules.js';
import { scalingAndMetrics } from './scaling-and-metrics.js';
import { serviceDeployments } from './service-deployments.js';
import { services } from './services.js';
import { singleTasks } from './single-tasks.js';
import { targetGroups } from './target-groups.js';
import { taskDefinitions } from './task-definitions.js';
import { tasks } from './tasks.js';
import { updateService } from './update-service.js';

/** The contract, by what is asked. */
export const contract: Readonly<Record<string, readonly Behaviour[]>> = {
  'STS and credentials': credentials,
  'ECS services': services,
  'ECS changes': updateService,
  'ECS deployments': deploymentLife,
  'ECS task definitions': [...taskDefinitions, ...listing],
  'ECS tasks': [...tasks, ...singleTasks],
  'ECS service deployments': serviceDeployments,
  'ELBv2 target groups': targetGroups,
  'ELBv2 rules': rules,
  'Scaling and metrics': scalingAndMetrics,
  ECR: images,
  RDS: [...databases, ...databaseClusters],
};
