import type { Command } from 'commander';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';

export function addRelayKey(program: Command, { terminal, ends }: Cli): void {
  program
    .command('relay-key')
    .description('make, or renew, the key with which the server proves to a rollback who speaks')
    .action(() => ends(makeKey()));

  async function makeKey(): Promise<number> {
    const [{ newRelayKey }, { settings }, { Trouble }] = await Promise.all([
      import('../../server/relay-key.js'),
      import('../../client/settings.js'),
      import('../../client/trouble.js'),
    ]);
    const { relayKey } = settings();
    const [, file] = /^file:(.+)$/s.exec(relayKey) ?? [];
    if (file === undefined)
      throw new Trouble(
        'bad input',
        `RUNBACK_SIGNING is ${relayKey}: put a key of 32 characters or more there yourself`,
      );
    await newRelayKey(file);
    terminal.out(file);
    terminal.err(
      'Server and worker read it when they need it. The former key still counts until the next one is made.',
    );
    return exits.asAsked;
  }
}
