// `npm run dev`: the whole stack until Ctrl-C.
import { relative } from 'node:path';
import { temporalCli } from '../../scripts/temporal-cli.js';
import { runningFolder } from '../../src/running.js';
import { runTogether } from '../processes/together.js';
import { addressLines } from './addresses.js';
import { startStack } from './stack.js';

const folder = runningFolder();

process.exit(
  await runTogether(async (crew) => {
    const { temporal, sandbox, worker, server, tokens } = await startStack(crew, folder);
    const lines = addressLines([temporal, sandbox, worker, server]);
    if (tokens) lines.push('', `Bearer token for the server and its state page, until it stops: ${tokens.developer}`);
    lines.push(
      '',
      `A bad release:       curl -X POST ${sandbox.addresses.control}/deploy`,
      `Temporal's command:  TEMPORAL_ADDRESS=${temporal.addresses.grpc} ${relative('.', temporalCli())} workflow list`,
    );
    process.stdout.write(`\n${lines.join('\n')}\n\nEverything is ready. Ctrl-C stops it.\n`);
  }, folder),
);
