import { readClusterHealth } from '../../../activities/elasticsearch.js';
import { selectOne } from '../../../activities/postgresql.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { clusterText, onlyByTasks, troubleOf } from '../../runbook/health-checks.js';
import { type Finding, find, notConfigured } from './finding.js';

/** SELECT 1 and the cluster's health, each asked once. */
export const checkBackingServices = (of: string, entry: CatalogueEntry): Promise<Finding[]> => {
  const { database, elasticsearch, timings } = entry;
  const asking = { withinMs: timings.httpTimeout, signal: new AbortController().signal };
  return Promise.all([
    database?.url === undefined
      ? { ...notConfigured(of, 'Database'), ...(database?.migrations?.task && { evidence: onlyByTasks }) }
      : find(of, 'Database', async () => {
          const answer = await selectOne({ host: database.host, url: database.url ?? '' }, asking);
          const trouble = troubleOf(answer);
          if (trouble !== undefined) throw new Error(trouble);
          return `${answer.where} answers SELECT 1`;
        }),
    elasticsearch === undefined
      ? notConfigured(of, 'Elasticsearch')
      : find(of, 'Elasticsearch', async () => {
          const { url } = elasticsearch;
          return `${url}: ${clusterText(await readClusterHealth(elasticsearch, asking))}`;
        }),
  ]);
};
