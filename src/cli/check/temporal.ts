import { noWorkerPolls, workerPolls } from '../../client/pollers.js';
import { settings } from '../../client/settings.js';
import { queues } from '../../identifiers.js';
import { withTemporal } from '../with-temporal.js';
import { type Finding, find } from './finding.js';

const of = 'Runback';

/** Temporal, and whether a worker takes work from it. */
export async function checkTemporal(): Promise<Finding[]> {
  let polls: boolean | undefined;
  const temporal = await find(of, 'Temporal', async () => {
    const { connectionOptions, namespace } = settings().temporal;
    return withTemporal(async (client) => {
      await client.withDeadline(Date.now() + 5_000, () => client.workflowService.describeNamespace({ namespace }));
      polls = await workerPolls(client);
      return `${connectionOptions.address}, namespace ${namespace}`;
    });
  });
  const worker = await find(of, 'Worker', async () => {
    if (polls === true) return `one polls ${queues.main}`;
    throw new Error(polls === false ? noWorkerPolls.replace('Accepted, but no', 'no') : 'Temporal did not say');
  });
  return [temporal, worker];
}
