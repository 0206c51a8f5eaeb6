import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeParametersCommand } from '@aws-sdk/client-ssm';
import type { AwsClients } from '../../../activities/aws-clients.js';
import { askAws } from '../../../activities/aws-errors.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { type Finding, find, notConfigured } from './finding.js';

/** What is read when a rollback did not help, by the same calls. */
export const checkEvidence = (
  of: string,
  { parameters, logs }: CatalogueEntry,
  clients: AwsClients,
  abortSignal: AbortSignal,
): Promise<Finding[]> =>
  Promise.all([
    parameters === undefined
      ? notConfigured(of, 'SSM path')
      : find(of, 'SSM path', () => parametersBelow(clients, parameters.path, abortSignal)),
    logs === undefined
      ? notConfigured(of, 'Log group')
      : find(of, 'Log group', () => searchedGroup(clients, logs.group, abortSignal)),
  ]);

async function parametersBelow({ ssm }: AwsClients, path: string, abortSignal: AbortSignal): Promise<string> {
  const Values = [path.length > 1 ? path.replace(/\/+$/, '') : path];
  const command = new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values }] });
  const { Parameters = [], NextToken } = await askAws(`DescribeParameters below ${path}`, () =>
    ssm.send(command, { abortSignal }),
  );
  return `${path} has ${NextToken === undefined ? '' : 'more than '}${Parameters.length} parameters`;
}

async function searchedGroup({ logs }: AwsClients, logGroupName: string, abortSignal: AbortSignal): Promise<string> {
  const command = new FilterLogEventsCommand({ logGroupName, startTime: Date.now() - 60_000, limit: 1 });
  const { events = [] } = await askAws(`FilterLogEvents of ${logGroupName}`, () => logs.send(command, { abortSignal }));
  return `${logGroupName} can be searched; ${events.length === 0 ? 'nothing was printed in the last minute' : 'it is being written'}`;
}
