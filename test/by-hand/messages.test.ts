import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rollbackId } from '../../src/identifiers.js';
import type { Report } from '../../src/report.js';
import type { Status } from '../../src/status.js';
import { type RollbackService, type RunningRollback, withRollbacks } from '../support/a-rollback-service.js';
import { forEver, refusedBecause, type Script } from '../support/scripted-activities.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { type TemporalCommand, temporalCommand } from './temporal-command.js';

let server: TestTemporal;
let temporal: TemporalCommand;
beforeAll(async () => {
  server = await aTemporal();
  temporal = temporalCommand(server.address);
});
afterAll(() => server.stop());

const at = ['--workflow-id', rollbackId('prod', 'applylens-api')] as const;
const ways = {
  'an update': (name: string, message: object) =>
    temporal.run('workflow', 'update', 'execute', ...at, '--name', name, '--input', JSON.stringify(message)),
  'a signal': (name: string, message: object) =>
    temporal.run('workflow', 'signal', ...at, '--name', name, '--input', JSON.stringify(message)),
} as const;
type Say = (typeof ways)['a signal'];

const asksOne: Script = { entry: { policy: { approvals: 1, confirmByPerson: ['communicate'] } } };
const play = (script: Script, scene: (run: RunningRollback, service: RollbackService) => Promise<void>) =>
  withRollbacks(server, script, async (service) => scene(await service.start(), service));
const lineOf = (text: RegExp) => (status: Status) => status.timeline.some((line) => text.test(line.text));

async function saidAll(say: Say, messages: readonly (readonly [string, object])[]): Promise<void> {
  for (const [name, message] of messages) {
    const { exitCode, stderr } = await say(name, message);
    expect(exitCode, `${name}: ${stderr}`).toBe(0);
  }
}

describe.each(Object.entries(ways))('said as %s of Temporal’s own command', (_, say) => {
  it('note, pause, resume, confirm, alert, request and approve take a rollback through its gate', async () => {
    await play(asksOne, async (run) => {
      await run.until(({ phase }) => phase === 'waiting for approval');
      const request = { service: 'applylens-api', environment: 'prod', reason: 'me too', requestedBy: 'bob' };
      await saidAll(say, [
        ['note', { by: 'ann', text: 'on the phone with the vendor' }],
        ['pause', { by: 'ann', reason: 'wait' }],
        ['resume', { by: 'ann' }],
        ['confirm', { item: 'communicate', by: 'ann', evidence: 'posted' }],
        ['request', request],
      ]);
      await ways['a signal']('alert', { source: 'by hand', name: 'ErrorRateSpike', status: 'firing' });
      await saidAll(say, [['approve', { by: 'ann', comment: 'go' }]]);
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', approvals: [{ by: 'ann', identity: 'claimed' }] });
      for (const line of [/on the phone/, /paused/, /resumed/, /confirmed communicate/, /bob asks/, /alert firing/]) {
        expect(report.timeline.map(({ text }) => text)).toContainEqual(expect.stringMatching(line));
      }
    });
  });

  it.each([
    ['reject', { by: 'ann', comment: 'not this one' }, /Rejected by ann: not this one/],
    ['abort', { by: 'ann', reason: 'wrong service' }, /Aborted by ann: wrong service/],
  ] as const)('%s ends it with nothing changed', async (name, message, headline) => {
    await play(asksOne, async (run, { callsOf }) => {
      await run.until(({ phase }) => phase === 'waiting for approval');
      await saidAll(say, [[name, message]]);
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', headline: expect.stringMatching(headline) });
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });

  it('decide answers it when it waits for the operator', async () => {
    const denied = () => refusedBecause('AwsAccessDenied', 'UpdateService: AccessDenied');
    await play({ startEcsDeployment: async () => denied(), awsAnswers: forEver }, async (run) => {
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await saidAll(say, [['decide', { by: 'ann', action: 'proceed' }]]);
      const report: Report = await run.report();
      expect(report.outcome).toBe('FAILED_SAFE');
    });
  });
});

describe('what cannot count', () => {
  it('is refused with a sentence as an update, and is a line of the timeline as a signal', async () => {
    await play(asksOne, async (run) => {
      await run.until(({ phase }) => phase === 'waiting for approval');
      const update = await ways['an update']('approve', { by: 'olga' });
      expect(update.exitCode).toBe(1);
      expect(update.stderr).toContain('olga asked for this rollback; another person approves it');
      expect((await ways['a signal']('approve', { by: 'olga' })).exitCode).toBe(0);
      await run.until(lineOf(/refused approve by .*olga asked for this rollback/), 'the refusal');
      await ways['a signal']('abort', { by: 'ann', reason: 'enough' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });
});
