import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../scripts/contract.js', import.meta.url));
const bare = {
  PATH: process.env.PATH ?? '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<{ exitCode: number; said: string }>((resolve) => {
    execFile(process.execPath, [script, ...args], { env: { ...bare, ...env } }, (error, _, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, said: stderr });
    });
  });

describe('npm run contract -- --aws', () => {
  it('asks nothing of AWS unless a person has named the service', async () => {
    const { exitCode, said } = await run(['--aws'], { AWS_REGION: 'us-east-1' });

    expect(exitCode).toBe(2);
    expect(said).toContain('Nothing was asked of AWS: RUNBACK_CONTRACT_AWS is not set to CLUSTER/SERVICE.');
  });

  it('names what is wrong with the name of the service', async () => {
    const { exitCode, said } = await run(['--aws'], { RUNBACK_CONTRACT_AWS: 'service', AWS_REGION: 'us-east-1' });

    expect(exitCode).toBe(2);
    expect(said).toContain('RUNBACK_CONTRACT_AWS=service is not CLUSTER/SERVICE');
  });

  it('needs a region', async () => {
    const { exitCode, said } = await run(['--aws'], { RUNBACK_CONTRACT_AWS: 'cluster/service' });

    expect(exitCode).toBe(2);
    expect(said).toContain('set AWS_REGION');
  });

  it('refuses without credentials, in one sentence and a remedy', async () => {
    const { exitCode, said } = await run(['--aws'], {
      RUNBACK_CONTRACT_AWS: 'cluster/service',
      AWS_REGION: 'us-east-1',
    });

    expect(exitCode).toBe(2);
    expect(said).toContain('Nothing was changed in AWS: GetCallerIdentity gave CredentialsProviderError');
    expect(said).toContain('Log in');
    expect(said).not.toContain('    at ');
  });
});

describe('npm run contract', () => {
  it('asks a real account only with --aws', async () => {
    const { exitCode, said } = await run(['--only', 'aws']);

    expect(exitCode).toBe(2);
    expect(said).toContain('only with --aws');
  });

  it('names the peers there are when asked for another one', async () => {
    const { exitCode, said } = await run(['--only', 'localstack']);

    expect(exitCode).toBe(2);
    expect(said).toContain('There is no peer localstack; there are sandbox, moto, ministack, aws.');
  });

  it('shows its options when it is given one that it does not know', async () => {
    const { exitCode, said } = await run(['--real']);

    expect(exitCode).toBe(2);
    expect(said).toContain('npm run contract -- --only sandbox');
  });
});
