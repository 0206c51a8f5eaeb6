import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../report.js';

/** The newest report of a rollback of a service in the store's folder, plans apart; undefined when it has none. */
export async function newestStoredReport(
  folder: string,
  { environment, service }: { environment: string; service: string },
): Promise<Report | undefined> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => name.includes(`-${environment}-${service}`) && name.endsWith('.json')).sort();
  for (const name of own.reverse()) {
    const report = JSON.parse(await readFile(join(folder, name), 'utf8')) as Report;
    const isOfIt = report.service === service && report.environment === environment;
    if (isOfIt && report.request.planOnly !== true) return report;
  }
  return undefined;
}
