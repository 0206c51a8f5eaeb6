import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report.js';
import { isAlive } from '../sandbox/processes/started.js';
import { aKeptDemo, type KeptDemo } from './a-kept-demo.js';
import { commandsIn } from './markdown.js';

let demo: KeptDemo;
beforeAll(async () => {
  demo = await aKeptDemo();
}, 120_000);
afterAll(async () => {
  await demo?.stop();
  demo?.remove();
});

const stack = /\n\s+at \S+ \(/;
const inProd = 'npm run --silent runback --';

// In the order of the documents: each test finds production as the one before left it.
describe('the documentation', () => {
  it('is right about the demo: its first line states the expectation, stdout is one report, and it came true', () => {
    expect(demo.printed.err.split('\n')[0]).toBe('Runback demo · scenario bad-release · expects ROLLED_BACK, verified');
    const report = JSON.parse(demo.printed.out) as Report;
    expect(report).toMatchObject({ outcome: 'ROLLED_BACK', verification: { verdict: 'recovered' } });
    expect(report.times.verifiedAt).toBeDefined();
  });

  const inReadme = commandsIn('README.md', 'npm').filter((command) => command.includes(' runback '));

  it('lists commands to drive it with', () => {
    expect(inReadme.length).toBeGreaterThan(4);
  });

  it.each(inReadme)('README.md: %s', async (command) => {
    const { exit, out, err } = await demo.as(command);
    expect(exit, `${out}${err}`).toBe(0);
    expect(`${out}${err}`).not.toMatch(stack);
  });

  it.each(commandsIn('docs/history.md', 'npm'))('docs/history.md: %s', async (command) => {
    const { exit, out, err } = await demo.as(command);
    expect(exit, `${out}${err}`).toBe(0);
    expect(out).toMatch(/ROLLED_BACK/);
    expect(err).not.toMatch(stack);
  });

  it('is right that an abort frees the service for the next rollback', async () => {
    expect((await demo.as(`${inProd} abort applylens-api --env prod --reason "next page" --yes`)).exit).toBe(0);
    const open = async () => (await demo.as(inProd)).out;
    await expect.poll(open, { timeout: 30_000, interval: 200 }).toContain('No rollback is open');
  });

  const inRequests = commandsIn('docs/requests.md', 'temporal');

  it('shows Temporal’s own command for each kind of message', () => {
    expect(inRequests.map((command) => command.split(' ').slice(1, 3).join(' '))).toEqual([
      'workflow start',
      'workflow update',
      'workflow signal',
      'workflow query',
    ]);
  });

  it.each(inRequests)('docs/requests.md: %s', async (command) => {
    if (command.includes('--name approve')) await untilAGateIsOpen();
    const { exit, err } = await demo.as(command);
    expect(exit, err).toBe(0);
  });

  // It would be the second rollback in a row: a person is asked, although the demo's policy asks nobody.
  async function untilAGateIsOpen(): Promise<void> {
    const status = async () => (await demo.as(`${inProd} status applylens-api --env prod`)).out;
    await expect.poll(status, { timeout: 30_000, interval: 200 }).toContain('Waiting for approval');
  }

  it('is right that Ctrl-C stops it: no process is left, and the exit status is the demo’s', async () => {
    const pids = demo.pids();
    expect(pids).toHaveLength(4);
    const begun = performance.now();
    expect((await demo.stop()).exit).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_500);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
