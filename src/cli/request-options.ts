import type { Command } from 'commander';
import { defined } from '../client/defined.js';
import { type ChangingOptions, changingCommand, type TargetOptions, targetIn, who, withTarget } from './options.js';

/** Every field of a request (design §4) as an option. */
export interface RequestOptions extends ChangingOptions, TargetOptions {
  readonly reason?: string;
  readonly severity?: string;
  readonly method?: string;
  readonly scope?: string;
  readonly database?: boolean;
  readonly databaseTarget?: string;
  readonly databaseOrder?: string;
  readonly group?: string;
  readonly criteria?: string[];
  readonly since?: string;
  readonly impact?: string;
  readonly customerImpact?: boolean;
  readonly act?: boolean;
  readonly reopens?: string;
  readonly undoes?: string;
  readonly requestId?: string;
}

export const requestCommand = (...definition: Parameters<typeof changingCommand>): Command =>
  withTarget(changingCommand(...definition))
    .option('--reason <text>', 'why')
    .option('--severity <severity>', 'SEV1 or SEV2')
    .option('--method <method>', 'automatic, script, ecs-task, canary or database')
    .option('--scope <scope>', 'service or canary')
    .option('--database', 'take the schema back too, to what the target bears')
    .option('--database-target <revision>', 'take the schema back too, to this revision')
    .option('--database-order <order>', 'database-first or application-first')
    .option('--group <name>', 'the group of services that go together')
    .option('--criteria <criterion...>', 'which of the runbook’s manual criteria are met')
    .option('--since <time>', 'when the trouble began, ISO 8601')
    .option('--impact <text>', 'what users see')
    .option('--customer-impact', 'customers are affected')
    .option('--act', 'go ahead although the service’s mode is observe')
    .option('--reopens <id>', 'the rollback that this one reopens')
    .option('--undoes <id>', 'the rollback that this one undoes')
    .option('--request-id <id>', 'names this request: sent again with the same id it counts once');

/** The request as it was typed; not validated yet. */
export const requestFrom = (
  where: { service: string; environment: string },
  options: RequestOptions,
): Record<string, unknown> => {
  const database = defined({ target: options.databaseTarget, order: options.databaseOrder });
  const { reason, severity, method, scope, group, criteria, since, impact, customerImpact } = options;
  const { act, reopens, undoes, requestId } = options;
  return {
    service: where.service,
    environment: where.environment,
    requestedBy: who(options.by),
    trigger: { kind: 'person' },
    acceptedAt: new Date().toISOString(),
    ...defined({ reason, severity, method, scope, group, criteria, since, impact, customerImpact }),
    ...defined({ act, reopens, undoes, requestId, target: targetIn(options) }),
    ...(options.database !== true && Object.keys(database).length === 0 ? {} : { database }),
  };
};
