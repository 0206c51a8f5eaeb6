// How a report that is stored already gets what came later.
import { getExternalWorkflowHandle, log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { postmortemId, queues } from '../src/identifiers.js';
import type { ReportOf } from '../src/report.js';
import { now } from './course.js';
import { lineSignal } from './messages.js';
import type { PostmortemInput } from './postmortem.js';

const attempts = 3;

export async function startPostmortem(input: PostmortemInput): Promise<void> {
  const { environment, service, id } = input.of;
  await startChild('postmortem', {
    workflowId: postmortemId(environment, service, id),
    taskQueue: queues.main,
    args: [input],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

/** A line of the timeline, once. Given to whoever adds to the report already, else somebody begins to. Never fails. */
export async function addToReport(of: ReportOf, text: string): Promise<void> {
  const line = { at: now(), text };
  const handle = getExternalWorkflowHandle(postmortemId(of.environment, of.service, of.id));
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const isTaken = await handle
      .signal(lineSignal, line)
      .catch(() => startPostmortem({ of, lines: [line] }))
      .then(() => true)
      .catch(() => false);
    if (isTaken) return;
  }
  log.warn('a line could not be added to the report', { text });
}
