// The unmodified aws-cli: the project's own, else the one on PATH; and where its copy of botocore keeps AWS's models.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type AwsCli = (...args: string[]) => Promise<CliResult>;

const project = fileURLToPath(new URL('../..', import.meta.url));

/** @throws Error that says how to get one */
export function findAwsCli(): string {
  const places = [join(project, '.venv/bin'), ...(process.env.PATH ?? '').split(delimiter)];
  const found = places.map((folder) => join(folder, 'aws')).find((file) => existsSync(file) && modelsOf(file));
  if (found) return found;
  throw new Error('No aws-cli in .venv/bin or on PATH; `npm run setup` installs it into .venv.');
}

/** The folder of service models that belongs to an aws-cli. */
export function modelsOf(awsCli: string): string | undefined {
  const root = dirname(dirname(realpathSync(awsCli)));
  if (!existsSync(join(root, 'lib'))) return undefined;
  const pythons = readdirSync(join(root, 'lib')).filter((name) => name.startsWith('python3'));
  const packages = pythons.map((python) => join(root, 'lib', python, 'site-packages'));
  const candidates = packages.flatMap((folder) => [
    join(folder, 'awscli/botocore/data'),
    join(folder, 'botocore/data'),
  ]);
  return candidates.find((folder) => existsSync(join(folder, 'ecs')));
}

/** The aws-cli against an endpoint, pointed there by its environment only. */
export function awsCliAgainst(endpoint: string, env: Readonly<Record<string, string>> = {}): AwsCli {
  const program = findAwsCli();
  const environment = {
    PATH: process.env.PATH ?? '',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'SANDBOX',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    ...env,
  };
  return (...args) =>
    new Promise((resolve) => {
      execFile(program, args, { env: environment }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ exitCode, stdout, stderr });
      });
    });
}
