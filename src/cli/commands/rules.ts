import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { Trouble } from '../../client/trouble.js';
import { catalogueAtHand } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';

interface Options {
  readonly env?: string;
  readonly tests?: boolean;
  readonly dashboard?: boolean;
  readonly write?: string;
}

const ruleFileName = 'runback-rules.yml';
const testFileName = 'runback-rules.test.yml';
const dashboardFileName = 'runback-dashboard.json';

export function addRules(program: Command, { terminal, ends }: Cli): void {
  program
    .command('rules')
    .description("the runbook's triggers as rules for Prometheus; changes nothing")
    .argument('[service]', 'only this service')
    .option('--env <environment>', 'only this environment')
    .option('--tests', `the unit tests for promtool in place of the rules, which lie beside them as ${ruleFileName}`)
    .option('--dashboard', 'a Grafana dashboard of the same series and limits in place of the rules')
    .option('--write <folder>', `write ${ruleFileName}, ${testFileName} and ${dashboardFileName} there`)
    .action((service: string | undefined, options: Options) => ends(rules(service, options)));

  async function rules(service: string | undefined, { env, tests = false, dashboard = false, write }: Options) {
    const entries = (await chosen(service, env)).filter(({ prometheus }) => prometheus !== undefined);
    if (entries.length === 0)
      throw new Trouble(
        'bad input',
        'None of these services has `prometheus` in the catalogue: there is nothing to measure',
      );
    const texts = await textsOf(entries);
    const asked = dashboard ? dashboardFileName : tests ? testFileName : ruleFileName;
    if (write === undefined) terminal.out(texts[asked]);
    else for (const file of await writeAll(write, texts)) terminal.out(file);
    return exits.asAsked;
  }
}

/** File name → its text, without the last line's end. */
async function textsOf(entries: readonly CatalogueEntry[]) {
  const [{ ruleFile }, { unitTests }, { dashboard }, { stringify }] = await Promise.all([
    import('../../alert-rules/rule-file.js'),
    import('../../alert-rules/unit-tests.js'),
    import('../../alert-rules/dashboard.js'),
    import('yaml'),
  ]);
  const yaml = (content: unknown) => stringify(content, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
  return {
    [ruleFileName]: yaml(ruleFile(entries)),
    [testFileName]: yaml(unitTests(entries, ruleFileName)),
    [dashboardFileName]: JSON.stringify(dashboard(entries), null, 2),
  } as const;
}

async function chosen(service: string | undefined, env: string | undefined): Promise<readonly CatalogueEntry[]> {
  const catalogue = await catalogueAtHand();
  if (catalogue === undefined) throw new Trouble('bad input', 'There is no runback.yaml here; set RUNBACK_CATALOGUE');
  if (service === undefined)
    return catalogue.entries().filter(({ environment }) => env === undefined || environment === env);
  const { serviceNamed } = await import('../../client/services.js');
  return [serviceNamed(catalogue, service, env)];
}

async function writeAll(folder: string, texts: Readonly<Record<string, string>>): Promise<string[]> {
  const writing = Object.entries(texts).map(async ([name, text]) => {
    const file = join(folder, name);
    await writeFile(file, `${text}\n`);
    return file;
  });
  return Promise.all(writing).catch((error: Error) => {
    throw new Trouble('bad input', `Writing into ${folder} failed: ${error.message}`);
  });
}
