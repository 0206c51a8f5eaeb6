// `npm run sandbox`: the simulated production alone, announced in .runback/sandbox.json until it is told to stop.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { announce, otherAnnounced, runningFolder, stopWhenTold } from '../src/running.js';
import { readOptions, usage } from './options.js';
import { overlayOf } from './overlay.js';
import { hasCanary } from './scenarios/index.js';
import { type Sandbox, type SandboxOptions, startSandbox } from './start.js';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(`${usage}\n`);
    return;
  }
  refuseSecondSandbox();
  const onTrouble = (reason: string): void => void process.stderr.write(`${reason}\n`);
  const sandbox = await startSandbox({ ...options, folder: join(runningFolder(), 'deploy-host'), onTrouble });
  sandbox.database.begin().catch((reason: Error) => onTrouble(reason.message));
  const overlay = join(runningFolder(), 'sandbox.overlay.yaml');
  mkdirSync(runningFolder(), { recursive: true });
  writeFileSync(overlay, overlayOf({ ...sandbox, withCanary: hasCanary(options.scenario) }));
  const withdraw = await announce('sandbox', { ...sandbox.urls });
  process.stdout.write(`${greeting(sandbox, options)}\n`);
  await stopWhenTold(async () => {
    await withdraw();
    rmSync(overlay, { force: true });
    await sandbox.stop();
  });
}

/** Worker, server and CLI find the production by its announcement and overlay: a second one would take their place. */
function refuseSecondSandbox(): void {
  const pid = otherAnnounced('sandbox');
  if (pid === undefined) return;
  throw new Error(
    `a sandbox runs in ${runningFolder()} already (process ${pid}): use it, stop it (kill ${pid}), or choose another folder with RUNBACK_HOME.`,
  );
}

function greeting({ urls, services, timeScale }: Sandbox, { scenario, alerts }: SandboxOptions): string {
  const addresses = Object.entries(urls).map(([name, url]) => `  ${name.padEnd(14)}${url}`);
  const served = services.map(({ name, url }) => `  ${name.padEnd(24)}${url}`);
  return [
    `The simulated production runs: scenario ${scenario}, ${timeScale} × AWS's pace.`,
    ...addresses,
    'Services:',
    ...served,
    alerts
      ? `Alerts go to ${alerts.url}`
      : 'No alerts are sent: RUNBACK_ALERT_URL and RUNBACK_ALERT_TOKEN are not both set.',
    `Try: AWS_ENDPOINT_URL=${urls.aws} AWS_ACCESS_KEY_ID=SANDBOX AWS_SECRET_ACCESS_KEY=sandbox aws ecs list-services --cluster applylens-prod --region us-east-1`,
  ].join('\n');
}

try {
  await main();
} catch (reason) {
  process.stderr.write(`The sandbox did not start: ${reason instanceof Error ? reason.message : String(reason)}\n`);
  process.exitCode = 1;
}
