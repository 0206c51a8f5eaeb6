import type { Command } from 'commander';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { withTemporal } from '../with-temporal.js';

/** `runback` alone: all open rollbacks. */
export function addOpenRuns(program: Command, { terminal, ends }: Cli): void {
  program.option('--json', 'JSON and nothing else on stdout');
  program.action((options: { json?: boolean }) =>
    ends(
      withTemporal(async (client) => {
        const [{ openRollbacks }, { readStatus }] = await Promise.all([
          import('../../client/open-runs.js'),
          import('../../client/status.js'),
        ]);
        const open = await openRollbacks(client);
        if (options.json === true) {
          terminal.out(JSON.stringify(open, null, 2));
          return exits.asAsked;
        }
        if (open.length === 0) terminal.out('No rollback is open.');
        for (const { id, service, environment, startedAt } of open) {
          const seen = await readStatus(client, id);
          const doing = seen.from === 'the run' ? `${seen.status.phase}: ${seen.status.doing}` : 'does not answer';
          terminal.out(`${service} ${environment}  since ${startedAt}  ${doing}`);
        }
        return exits.asAsked;
      }),
    ),
  );
}
