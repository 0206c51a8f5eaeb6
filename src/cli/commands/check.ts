import type { Command } from 'commander';
import type { Catalogue } from '../../catalogue/catalogue.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { Trouble } from '../../client/trouble.js';
import { catalogueAtHand } from '../catalogue.js';
import type { Finding } from '../check/finding.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';

interface Options {
  readonly env?: string;
  readonly json?: boolean;
}

export function addCheck(program: Command, { terminal, ends }: Cli): void {
  program
    .command('check')
    .description('whether the catalogue is right and each endpoint of it is reached; changes nothing')
    .argument('[service]', 'only this service')
    .option('--env <environment>', 'only this environment')
    .option('--json', 'JSON and nothing else on stdout')
    .action((service: string | undefined, options: Options) => ends(check(service, options)));

  async function check(service: string | undefined, { env, json = false }: Options): Promise<number> {
    const catalogue = await catalogueAtHand();
    if (catalogue === undefined) throw new Trouble('bad input', 'There is no runback.yaml here; set RUNBACK_CATALOGUE');
    const [findings, { findingLine, isFine }, { overdueReview }] = await Promise.all([
      findAll(await chosen(catalogue, service, env)),
      import('../check/finding.js'),
      import('../../runbook/review.js'),
    ]);
    const overdue = overdueReview(catalogue.runbook, new Date().toISOString().slice(0, 10));
    if (json) terminal.out(JSON.stringify({ findings, ...(overdue === undefined ? {} : { overdue }) }, null, 2));
    else
      for (const line of [...findings.map(findingLine), ...(overdue === undefined ? [] : [overdue])])
        terminal.out(line);
    return findings.every(isFine) ? exits.asAsked : exits.otherOutcome;
  }
}

async function chosen(
  catalogue: Catalogue,
  service: string | undefined,
  env: string | undefined,
): Promise<readonly CatalogueEntry[]> {
  if (service === undefined)
    return catalogue.entries().filter(({ environment }) => env === undefined || environment === env);
  const { serviceNamed } = await import('../../client/services.js');
  return [serviceNamed(catalogue, service, env)];
}

async function findAll(entries: readonly CatalogueEntry[]): Promise<Finding[]> {
  const [
    { checkTemporal },
    { checkAws },
    { checkHttp },
    { checkBackingServices },
    { checkGithub },
    { checkPeople },
    { checkSmoke },
    { checkScript },
    { checkThirdParties },
  ] = await Promise.all([
    import('../check/temporal.js'),
    import('../check/aws.js'),
    import('../check/http.js'),
    import('../check/backing-services.js'),
    import('../check/github.js'),
    import('../check/people.js'),
    import('../check/smoke.js'),
    import('../check/script.js'),
    import('../check/third-parties.js'),
  ]);
  const perService = entries.map(async (entry) => {
    const of = `${entry.service} ${entry.environment}`;
    const ofBacking = [checkBackingServices, checkThirdParties];
    const checks = [checkAws, checkHttp, ...ofBacking, checkGithub, checkPeople, checkSmoke, checkScript];
    return (await Promise.all(checks.map((check) => check(of, entry)))).flat();
  });
  return (await Promise.all([checkTemporal(), ...perService])).flat();
}
