// When a kill meets an activity: while a worker has it, or as soon as it is scheduled.
import { until } from '../sandbox/processes/until.js';
import { incidentId, rollbackId } from '../src/identifiers.js';
import type { TestStage } from '../test/support/a-stage.js';
import { activityTypesOf, childrenIn } from './activity-types.js';
import type { NamedCase } from './kill-case.js';

/** Of one that rehearses and is backed up first, beside others: on a busy machine that takes its time. */
export const patience = 240_000;

/** A worker has begun it and not ended it. */
export async function isUnderWay(stage: TestStage, each: NamedCase): Promise<void> {
  await until(`${each.service}: ${each.activity} was not under way`, patience, async () => {
    const { raw } = await (await handleOf(stage, each)).describe();
    const pending = (raw.pendingActivities ?? []).some(
      ({ activityType, lastStartedTime }) =>
        activityType?.name === each.activity && lastStartedTime !== null && lastStartedTime !== undefined,
    );
    return pending ? true : undefined;
  });
}

export const isScheduled = (stage: TestStage, each: NamedCase): Promise<true> =>
  until(`${each.service}: ${each.activity} was not scheduled`, patience, async () =>
    activityTypesOf(await (await handleOf(stage, each)).fetchHistory()).includes(each.activity) ? true : undefined,
  );

/** The workflow that the activity belongs to. */
async function handleOf({ temporalClient }: TestStage, { service, of }: NamedCase) {
  const rollback = temporalClient.workflow.getHandle(rollbackId('prod', service));
  if (of === undefined) return rollback;
  const begins = incidentId('prod', service, '');
  const begun = async () => childrenIn(await rollback.fetchHistory()).find((id) => id.startsWith(begins));
  return temporalClient.workflow.getHandle(await until(`${service}: no ${of} was begun`, patience, begun));
}
