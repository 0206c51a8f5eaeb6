// Waits until the release script can be started: retried by Temporal without a slot or an event in between (design §6).
import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { sentenceOf } from '../src/failures.js';
import { hostOf } from '../src/release-script/command.js';
import type { Activities } from './activities.js';
import { createLongerPauses } from './longer-pauses.js';

/** Found ready at once it was hindered by what comes and goes: such a run waits longer each time. */
export function releaseScriptMended(check: Activities['checkReleaseScript']): Activities['releaseScriptMended'] {
  const pauseOf = createLongerPauses();
  return async (question) => {
    const { attempt, workflowExecution } = activityInfo();
    const ready = await check(question).catch((error: unknown) => ({ ready: false as const, why: String(error) }));
    const host = question.entry.script === undefined ? 'its host' : hostOf(question.entry.script);
    if (!ready.ready) throw notYet(host, ready.why);
    if (attempt === 1) throw notYet(host, 'it is ready again', pauseOf(workflowExecution?.runId ?? ''));
  };
}

const notYet = (host: string, cameBack: string, nextRetryDelay?: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'NotYet',
    category: ApplicationFailureCategory.BENIGN,
    message: sentenceOf({
      attempted: `Looking at the release script on ${host} again`,
      cameBack: cameBack.replace(/\.$/, ''),
      next: 'Runback looks again by itself',
    }),
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  });
