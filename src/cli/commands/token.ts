import { type Command, Option } from 'commander';
import type { Role } from '../../relayed.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';

interface Options {
  readonly role: Role[];
  readonly json?: boolean;
}

export function addToken(program: Command, { terminal, ends }: Cli): void {
  const role = new Option('--role <role...>', 'what it may do').choices([
    'viewer',
    'sender',
    'operator',
    'approver',
    'admin',
  ]);
  program
    .command('token')
    .description('make a bearer token for the server; only its hash is kept')
    .argument('<name>', 'whose it is: the name that rollbacks and approvals will carry')
    .addOption(role.makeOptionMandatory())
    .option('--json', 'JSON and nothing else on stdout')
    .action((name: string, options: Options) => ends(makeToken(name, options)));

  async function makeToken(name: string, { role: roles, json = false }: Options): Promise<number> {
    const [{ keepToken, newToken }, { settings }] = await Promise.all([
      import('../../server/tokens.js'),
      import('../../client/settings.js'),
    ]);
    const { token, known } = newToken(name, roles);
    const file = settings().tokens;
    await keepToken(file, known);
    if (json) terminal.out(JSON.stringify({ token, ...known, file }, null, 2));
    else terminal.out(token);
    if (!json)
      terminal.err(`${name} may act as ${roles.join(', ')}. Its hash is in ${file}; the token is not shown again.`);
    return exits.asAsked;
  }
}
