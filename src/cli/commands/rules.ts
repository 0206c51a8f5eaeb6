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
  readonly write?: string;
}

const ruleFileName = 'runback-rules.yml';
const testFileName = 'runback-rules.test.yml';

export function addRules(program: Command, { terminal, ends }: Cli): void {
  program
    .command('rules')
    .description("the runbook's triggers as rules for Prometheus; changes nothing")
    .argument('[service]', 'only this service')
    .option('--env <environment>', 'only this environment')
    .option('--tests', `the unit tests for promtool in place of the rules, which lie beside them as ${ruleFileName}`)
    .option('--write <folder>', `write ${ruleFileName} and ${testFileName} there`)
    .action((service: string | undefined, options: Options) => ends(rules(service, options)));

  async function rules(service: string | undefined, { env, tests = false, write }: Options): Promise<number> {
    const entries = (await chosen(service, env)).filter(({ prometheus }) => prometheus !== undefined);
    if (entries.length === 0)
      throw new Trouble(
        'bad input',
        'None of these services has `prometheus` in the catalogue: there is nothing to measure',
      );
    const [{ ruleFile }, { unitTests }, { stringify }] = await Promise.all([
      import('../../alert-rules/rule-file.js'),
      import('../../alert-rules/unit-tests.js'),
      import('yaml'),
    ]);
    const [ofRules, ofTests] = [ruleFile(entries), unitTests(entries, ruleFileName)].map((each) =>
      stringify(each, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd(),
    ) as [string, string];
    if (write === undefined) terminal.out(tests ? ofTests : ofRules);
    else for (const file of await writeBoth(write, ofRules, ofTests)) terminal.out(file);
    return exits.asAsked;
  }
}

async function chosen(service: string | undefined, env: string | undefined): Promise<readonly CatalogueEntry[]> {
  const catalogue = await catalogueAtHand();
  if (catalogue === undefined) throw new Trouble('bad input', 'There is no runback.yaml here; set RUNBACK_CATALOGUE');
  if (service === undefined)
    return catalogue.entries().filter(({ environment }) => env === undefined || environment === env);
  const { serviceNamed } = await import('../../client/services.js');
  return [serviceNamed(catalogue, service, env)];
}

async function writeBoth(folder: string, rules: string, tests: string): Promise<string[]> {
  const files = [join(folder, ruleFileName), join(folder, testFileName)];
  const [ruleAt = '', testAt = ''] = files;
  await Promise.all([writeFile(ruleAt, `${rules}\n`), writeFile(testAt, `${tests}\n`)]).catch((error: Error) => {
    throw new Trouble('bad input', `Writing into ${folder} failed: ${error.message}`);
  });
  return files;
}
