// The rollbacks that were and those that are open: the store always answers, Temporal when it is reached.
import type { Client } from '@temporalio/client';
import type { HistoryQuery } from '../history-query.js';
import { type OpenRun, openRollbacks } from './open-runs.js';
import { readHistory, type StoredHistory } from './stored-reports.js';
import { Trouble } from './trouble.js';

export interface History extends StoredHistory {
  readonly open: readonly OpenRun[];
  /** Why it is not known which are open: a sentence. */
  readonly openUnknown?: string;
}

/** `asked`: does its work with a client, or throws `temporal not reached`. Open runs stand on the first page only. */
export async function readAllHistory(
  folder: string,
  query: HistoryQuery,
  asked: (list: (client: Client) => Promise<readonly OpenRun[]>) => Promise<readonly OpenRun[]>,
): Promise<History> {
  const [stored, open] = await Promise.all([readHistory(folder, query), openOnes(query, () => asked(openRollbacks))]);
  return { ...stored, ...open };
}

async function openOnes(
  { environment, service, outcome, after, maySee = () => true }: HistoryQuery,
  list: () => Promise<readonly OpenRun[]>,
): Promise<Pick<History, 'open' | 'openUnknown'>> {
  if (after !== undefined || outcome !== undefined) return { open: [] };
  try {
    const all = await list();
    return {
      open: all.filter(
        (run) =>
          maySee(run) &&
          (environment === undefined || run.environment === environment) &&
          (service === undefined || run.service === service),
      ),
    };
  } catch (error) {
    if (error instanceof Trouble && error.kind === 'temporal not reached')
      return { open: [], openUnknown: error.message };
    throw error;
  }
}
