import type { Method } from '../rollback.js';
import { automatic } from './rollback-procedures/automatic.js';
import { canary } from './rollback-procedures/canary.js';
import { database } from './rollback-procedures/database.js';
import { ecsTask } from './rollback-procedures/ecs-task.js';
import { script } from './rollback-procedures/script.js';

/** One of the runbook's ways back, in its words. Durations are text; of the runbook's figures the longer counts. */
export interface Procedure {
  readonly heading: string;
  readonly whenToUse: string;
  readonly steps: readonly string[];
  readonly timeline: readonly { readonly part: string; readonly takes: string }[];
  readonly expected: string;
  readonly budget: string;
}

export const procedures: Readonly<Record<Method, Procedure>> = {
  automatic,
  script,
  'ecs-task': ecsTask,
  canary,
  database,
};
