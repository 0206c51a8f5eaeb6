import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aSandbox, type CheckedSandbox, until } from '../../support/a-sandbox.js';
import { type ControlApi, controlOf } from '../../support/control-api.js';
import { isAlive } from '../processes/started.js';
import { hasSsh, ssh } from './a-deploy-host.js';

let sandbox: CheckedSandbox;
let control: ControlApi;
beforeAll(async () => {
  sandbox = await aSandbox({ timeScale: 120 });
  control = controlOf(sandbox);
});
beforeEach(() => control.send('POST', '/deploy-host', { variant: 'works' }));
afterAll(() => sandbox?.stop());

const script = 'cd /opt/applylens/deploy/scripts && python promote_release.py prod';
const emergency = '--skip-validation --emergency';
const promote = (flags: string) => ssh(sandbox.deployHost, `${script} ${flags}`);
const be = (variant: string) => control.send('POST', '/deploy-host', { variant });
const lastRun = () => sandbox.deployHost.runs().at(-1);
const updates = () => sandbox.aws.calls.list('ecs:UpdateService').filter(({ applied }) => applied).length;

async function primary(): Promise<string> {
  const { services } = (await control.get('/state')) as {
    services: { deployments: { status: string; taskDefinition: string; rolloutState: string }[] }[];
  };
  const found = services[0]?.deployments.find(({ status }) => status === 'PRIMARY');
  return `${found?.taskDefinition} ${found?.rolloutState}`;
}

describe.skipIf(!hasSsh)('the release script on the deployment host', () => {
  it('takes production back to the release of a commit, and says so line by line', async () => {
    const { taskDefinition } = sandbox.deploy();
    await ssh(sandbox.deployHost, 'cd /opt/applylens && git fetch --quiet --tags').ended;
    const forward = await promote(`--from-commit abc123 ${emergency}`).ended;
    expect(forward).toMatchObject({ exit: 0 });
    expect(taskDefinition).toContain((await primary()).replace(' COMPLETED', ''));
    const { exit, out, err } = await promote(`--from-commit def456 ${emergency}`).ended;
    expect({ exit, err: err.trim() }).toEqual({ exit: 0, err: '' });
    expect(out.trim().split('\n')).toEqual([
      '✅ Validating rollback target...',
      '✅ Creating rollback deployment...',
      '✅ Shifting traffic (100% -> 0%)...',
      '✅ Updating load balancer...',
      '✅ Verifying health checks...',
      '✅ Rollback complete!',
    ]);
    expect(await primary()).toBe('applylens-api-prod:121 COMPLETED');
    expect(lastRun()).toMatchObject({
      argv: ['promote_release.py', 'prod', '--from-commit', 'def456', '--skip-validation', '--emergency'],
      exitCode: 0,
      endedAt: expect.any(String),
    });
  });

  it('lies: it prints every line, exits 0 and has changed nothing', async () => {
    await be('lies');
    const [before, serving] = [updates(), await primary()];
    const { exit, out } = await promote(`--from-commit 999fff ${emergency}`).ended;
    expect({ exit, complete: out.includes('✅ Rollback complete!') }).toEqual({ exit: 0, complete: true });
    expect([updates(), await primary()]).toEqual([before, serving]);
  });

  it('hangs until it is told to stop, and has changed nothing', async () => {
    await be('hangs');
    const before = updates();
    const hanging = promote(`--from-commit 999fff ${emergency}`);
    await until(
      () => hanging.said.out,
      (out) => out.includes('Validating'),
    );
    expect(lastRun()?.endedAt).toBeUndefined();
    hanging.process.kill('SIGTERM');
    await until(lastRun, (run) => run?.endedAt !== undefined);
    expect(updates()).toBe(before);
  });

  it("rejects the runbook's flags with a usage message and exit 2", async () => {
    await be('rejects-flags');
    const { exit, err } = await promote(`--from-commit def456 ${emergency}`).ended;
    expect(exit).toBe(2);
    expect(err).toMatch(/^usage: promote_release\.py .*\n(.*\n)*.*unrecognized arguments: --from-commit def456/);
  });

  it('fails with exit 1 when its AWS credentials are expired, and works once they are not', async () => {
    await be('fails');
    const { exit, err } = await promote(`--from-commit def456 ${emergency}`).ended;
    expect(exit).toBe(1);
    expect(err).toContain('❌ Rollback failed: An error occurred (ExpiredTokenException)');
    await be('works');
    expect((await promote(`--from-commit def456 ${emergency}`).ended).exit).toBe(0);
  });

  it.each([
    ['a commit that is not there', '--from-commit 000000', 'Git commit not found: 000000'],
    ['a commit that is no release', '--from-commit main', 'Git tag not found'],
    ['a release that no task definition runs', '--from-commit 687f5f', 'No task definition of applylens-api-prod'],
  ])('fails with exit 1 for %s', async (_, flags, why) => {
    const { exit, err } = await promote(`${flags} ${emergency}`).ended;
    expect(exit).toBe(1);
    expect(err).toContain(why);
  });

  it('dies half-way: its deployment has begun and goes on without it', async () => {
    await be('dies-half-way');
    const before = updates();
    const { exit, out } = await promote(`--from-commit 999fff ${emergency}`).ended;
    expect(exit).toBe(137);
    expect(out).toContain('✅ Creating rollback deployment...');
    expect(out).not.toContain('✅ Rollback complete!');
    expect(updates()).toBe(before + 1);
    await until(primary, (seen) => seen === 'applylens-api-prod:120 COMPLETED');
  });

  it('breaks none of the models of AWS, and leaves nothing when the sandbox stops', async () => {
    const { said } = ssh(sandbox.deployHost, 'echo $$; sleep 1000');
    const pid = Number(await until(() => said.out, Boolean));
    const { violations } = sandbox;
    await sandbox.stop();
    expect(violations).toEqual([]);
    expect(isAlive(pid)).toBe(false);
  });
});
