import type { Command } from 'commander';
import { whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { type ServiceOptions, serviceCommand } from '../options.js';
import { withTemporal } from '../with-temporal.js';

interface Options extends ServiceOptions {
  readonly watch?: boolean;
}

export function addStatus(program: Command, { terminal, ends }: Cli): void {
  serviceCommand(program, 'status', 'the state card of the newest rollback of a service')
    .option('-w, --watch', 'refresh it until the rollback ends')
    .action((service: string, options: Options) => ends(showStatus(service, options)));

  async function showStatus(service: string, { env, json = false, watch: watching = false }: Options): Promise<number> {
    const where = await whereIs(service, env);
    const { rollbackId } = await import('../../identifiers.js');
    const id = rollbackId(where.environment, where.service);
    return withTemporal(async (client) => {
      if (watching) {
        const { watch } = await import('../watch.js');
        await watch(client, terminal, id, { json });
        return exits.asAsked;
      }
      const [{ readStatus }, { cardOf }] = await Promise.all([
        import('../../client/status.js'),
        import('../../client/card.js'),
      ]);
      const seen = await readStatus(client, id);
      const lines = json ? [JSON.stringify(seen, null, 2)] : cardOf(seen);
      for (const line of lines) terminal.out(line);
      return exits.asAsked;
    });
  }
}
