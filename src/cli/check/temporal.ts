import { noWorkerPolls, workerPolls } from '../../client/pollers.js';
import { settings } from '../../client/settings.js';
import { withTemporal } from '../with-temporal.js';
import { type Finding, find } from './finding.js';

/** Temporal, and whether a worker takes work from it. */
export const checkTemporal = (): Promise<Finding> =>
  find('Runback', 'Temporal', async () => {
    const { connectionOptions, namespace } = settings().temporal;
    const where = `${connectionOptions.address}, namespace ${namespace}`;
    return withTemporal(async (client) => {
      await client.withDeadline(Date.now() + 5_000, () => client.workflowService.describeNamespace({ namespace }));
      const polls = await workerPolls(client);
      return polls === false
        ? `${where}; ${noWorkerPolls.replace('Accepted, but no', 'no')}`
        : `${where}; a worker polls`;
    });
  });
