// A real Prometheus and a real Alertmanager, set up with the files that docs/alertmanager.md shows, at a test's pace.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { type Child, startChild } from '../../sandbox/processes/child.js';
import { freePort } from '../../sandbox/processes/ports.js';
import { until } from '../../sandbox/processes/until.js';
import { ruleFile } from '../../src/alert-rules/rule-file.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';

const isThere = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
const alertmanager = ['alertmanager', 'prometheus-alertmanager'].find(isThere);

/** Both are found on PATH; Debian calls the second one prometheus-alertmanager. */
export const hasAlerting = alertmanager !== undefined && isThere('prometheus');

export interface Alerting {
  /** What the two printed, for a test that fails. */
  readonly lines: readonly string[];
  /** Webhooks that Alertmanager has delivered so far, by its own count. */
  readonly delivered: () => Promise<number>;
  /** The value of a query, where it has one. */
  readonly valueOf: (promql: string) => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
}

interface Wiring {
  /** Of what is scraped, host:port. */
  readonly scraped: string;
  /** Of the server. */
  readonly webhook: string;
  readonly token: string;
  /** The file of rules, at this test's pace. */
  readonly rules: string;
}

export async function startAlerting({ scraped, webhook, token, rules }: Wiring): Promise<Alerting> {
  const folder = await mkdtemp(join(tmpdir(), 'runback-alerting-'));
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()];
  const write = (name: string, content: string) => writeFile(join(folder, name), content);
  await Promise.all([
    write('prometheus.yml', scrapeConfig(scraped, alertmanagerPort)),
    write('rules.yml', rules),
    write('alertmanager.yml', await routeTo(webhook)),
    write('runback-token', token),
  ]);
  const lines: string[] = [];
  const started: Child[] = [];
  const start = (name: string, file: string, flags: Record<string, string>) => {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const onLine = (line: string) => lines.push(`${name} | ${line}`);
    started.push(startChild({ name, command: [file, ...args], env: process.env, onLine }));
  };
  const stop = async () => {
    await Promise.all(started.map((child) => child.stop(3_000)));
    await rm(folder, { recursive: true, force: true });
  };
  const config = (name: string, port: number) => ({
    'config.file': join(folder, `${name}.yml`),
    'web.listen-address': `127.0.0.1:${port}`,
  });
  start('alertmanager', alertmanager ?? 'alertmanager', {
    ...config('alertmanager', alertmanagerPort),
    'storage.path': join(folder, 'alertmanager'),
    'cluster.listen-address': '',
  });
  start('prometheus', 'prometheus', {
    ...config('prometheus', prometheusPort),
    'storage.tsdb.path': join(folder, 'prometheus'),
  });
  try {
    await Promise.all([isReady('Alertmanager', alertmanagerPort), isReady('Prometheus', prometheusPort)]);
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\n${lines.join('\n')}`);
  }
  const valueOf = (promql: string) => valueAt(prometheusPort, promql);
  return { lines, delivered: () => notificationsOf(alertmanagerPort), valueOf, stop };
}

/** The rule that the documentation writes by hand. */
export const rulesByHand = async (forSeconds: number): Promise<string> =>
  faster(await documented('rules.yml'), { '15s': '500ms', '1m': '5s', '5m': `${forSeconds}s` });

/** What `runback rules` prints for a service whose windows are at this test's pace; they are evaluated at the pace of the scrapes. */
export const rulesPrinted = (entry: CatalogueEntry): string =>
  faster(stringify(ruleFile([entry]), { lineWidth: 0, aliasDuplicateObjects: false }), { '15s': '250ms', '1m': '1s' });

const scrapeConfig = (scraped: string, alertmanagerPort: number): string => `
global: { scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 250ms }
rule_files: [rules.yml]
scrape_configs: [{ job_name: applylens, static_configs: [{ targets: ['${scraped}'] }] }]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:${alertmanagerPort}'] }] }] }
`;

/** Repeated every second, so that one rollback sees many deliveries. */
async function routeTo(webhook: string): Promise<string> {
  const config = faster(await documented('alertmanager.yml'), { '15s': '1s', '1m': '1s', '4h': '1s' });
  return config.replace('http://127.0.0.1:8080/webhooks/alertmanager', webhook);
}

/** The file as the documentation shows it. */
async function documented(file: string): Promise<string> {
  const page = await readFile(fileURLToPath(new URL('../../docs/alertmanager.md', import.meta.url)), 'utf8');
  const [, block] = new RegExp(`\`\`\`yaml\\n(# ${file}\\n[\\s\\S]*?)\`\`\``).exec(page) ?? [];
  if (block === undefined) throw new Error(`docs/alertmanager.md shows no ${file}`);
  return block;
}

const faster = (config: string, durations: Readonly<Record<string, string>>): string =>
  config.replace(/(?<=[ [])(\d+[smh])\b/g, (duration) => durations[duration] ?? duration);

const isReady = (what: string, port: number): Promise<true> =>
  until(`${what} was not ready`, 20_000, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  });

async function notificationsOf(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const [, count] = /^alertmanager_notifications_total\{integration="webhook"\} (\S+)$/m.exec(metrics) ?? [];
  return Number(count ?? 0);
}

async function valueAt(port: number, promql: string): Promise<number | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(promql)}`);
  const { data } = (await answer.json()) as { data?: { result: readonly { value: [number, string] }[] } };
  const value = data?.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}
