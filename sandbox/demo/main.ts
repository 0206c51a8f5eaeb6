// `npm run demo`: a simulated production, a bad release, an alert, a rollback and its report, without a hand being lifted.
import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { connectToTemporal, type Temporal } from '../../src/client/connect.js';
import { settings } from '../../src/client/settings.js';
import type { Report } from '../../src/report.js';
import { shortName, tasksByRelease } from '../../src/runbook/wording.js';
import { runningFolder, untilTold } from '../../src/running.js';
import { addressLines } from '../dev/addresses.js';
import { type Stack, startStack } from '../dev/stack.js';
import { type Crew, createCrew } from '../processes/crew.js';
import { productionActs, rollbackActs, type Stage } from './acts.js';
import type { DemoScenario } from './demo-scenario.js';
import { demoScenarios, expectation } from './scenarios.js';
import { type Act, playInLines, playLive } from './tell.js';

interface Options {
  readonly scenario: DemoScenario;
  readonly json: boolean;
  readonly keep: boolean;
}

const folder = runningFolder();

/** Set once the report is there: Ctrl-C on what was kept running is not a failure. */
let concluded: 0 | 1 | undefined;

async function play({ scenario, json, keep }: Options, crew: Crew): Promise<number> {
  const out = json ? process.stderr : process.stdout;
  out.write(`Runback demo · scenario ${scenario.name} · expects ${expectation(scenario)}\n\n`);
  let stack: Stack | undefined;
  let temporal: Temporal | undefined;
  let report: Report | undefined;
  const stage: Stage = {
    stack: () => present(stack),
    client: () => present(temporal).client,
    report: (ended) => {
      report = ended;
    },
  };
  const setUp: Act = {
    title: 'Set up',
    play: async () => {
      if (scenario.ownReports) process.env.RUNBACK_REPORTS = emptied(reportsOf(scenario));
      stack = await startStack(crew, folder, { database: newDatabase(), scenario: scenario.name });
      temporal = await connectToTemporal(settings().temporal);
      return 'Temporal, simulated production, worker and server';
    },
  };
  const acts = [setUp, ...productionActs(stage, scenario), ...rollbackActs(stage, scenario)];
  await (out.isTTY && !json ? playLive(acts) : playInLines(acts, out));
  concluded = conclude(present(report), scenario, json, out) ? 0 : 1;
  if (keep) await keepRunning(present(stack), out);
  await temporal?.close();
  return concluded;
}

const present = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Error('The demo is not set up yet.');
  return thing;
};

function conclude(report: Report, scenario: DemoScenario, json: boolean, out: NodeJS.WriteStream): boolean {
  const { expects } = scenario;
  const verified = report.times.verifiedAt !== undefined && report.verification.verdict === 'recovered';
  const asExpected = report.outcome === expects.outcome && (!expects.verified || verified);
  const took =
    (Date.parse(report.times.closedAt ?? report.times.acceptedAt) - Date.parse(report.times.acceptedAt)) / 1000;
  out.write(
    `\n${report.outcome}${verified ? ', verified' : ''}   ${wayOf(report)}   in ${Math.round(took)} s (quick time)\n`,
  );
  out.write(`Report: ${relative('.', newestReport(scenario))}\n`);
  if (!asExpected)
    out.write(`Expected ${expects.outcome}${expects.verified ? ', verified' : ''}: ${report.headline}\n`);
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return asExpected;
}

/** "v1.2.3 → v1.2.2" is only said where v1.2.2 is what serves. */
function wayOf({ from, to, serving, canary }: Report): string {
  const isThere = serving.length > 0 && serving.every(({ release }) => release === to?.version);
  if (from === undefined || to === undefined || !isThere)
    return serving.length === 0 ? 'what serves was not read' : `serving now: ${tasksByRelease(serving)}`;
  return `${canary === undefined ? '' : 'canary '}${shortName(from)} → ${shortName(to)}`;
}

/** The demo begins with no past: an earlier one's runs would be taken for this one's. */
function newDatabase(): string {
  for (const suffix of ['', '-shm', '-wal']) rmSync(join(folder, `demo.db${suffix}`), { force: true });
  return 'demo.db';
}

const reportsOf = ({ name, ownReports }: DemoScenario): string =>
  join(folder, ownReports ? `reports-of-${name}` : 'reports');

function emptied(path: string): string {
  rmSync(path, { recursive: true, force: true });
  return path;
}

const newestReport = (scenario: DemoScenario): string => {
  const reports = reportsOf(scenario);
  const newest = readdirSync(reports)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .at(-1);
  return newest === undefined ? 'none was written' : join(reports, newest);
};

async function keepRunning(
  { temporal, sandbox, worker, server, tokens }: Stack,
  out: NodeJS.WriteStream,
): Promise<void> {
  out.write(`\n${addressLines([temporal, sandbox, worker, server]).join('\n')}\n`);
  if (tokens) out.write(`\nBearer token for the server: ${tokens.developer}\n`);
  out.write('\nEverything is left running. Ctrl-C stops it.\n');
  await untilTold();
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'bad-release' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    for (const each of demoScenarios)
      process.stdout.write(`${each.name}  ${each.summary}; expects ${expectation(each)}\n`);
    return undefined;
  }
  const scenario = demoScenarios.find(({ name }) => name === values.scenario);
  if (scenario !== undefined) return { scenario, json: values.json, keep: values.keep };
  throw new Error(
    `There is no scenario ${values.scenario}; choose one of: ${demoScenarios.map(({ name }) => name).join(', ')}`,
  );
}

async function main(): Promise<number> {
  const lines: string[] = [];
  const crew = createCrew({
    folder,
    onLine: (name, line) => {
      if (lines.push(`${name} | ${line}`) > 200) lines.shift();
    },
  });
  void untilTold().then(async () => {
    await crew.stop();
    process.exit(concluded ?? 130);
  });
  try {
    const options = readOptions();
    return options === undefined ? 0 : await play(options, crew);
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    if (lines.length > 0) process.stderr.write(`The last lines of the processes:\n${lines.slice(-25).join('\n')}\n`);
    return 1;
  } finally {
    await crew.stop();
  }
}

process.exit(await main());
