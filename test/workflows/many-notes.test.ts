import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report.js';
import { type RunningRollback, withRollbacks } from '../support/a-rollback-service.js';
import { heldIn } from '../support/held-in.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await aTemporal();
});
afterAll(() => temporal.stop());

const most = 256 * 1_024;
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
/** As long as a name and a text may be. */
const longestNote = { by: 'a'.repeat(200), text: 'x'.repeat(4_000) };

async function noteOften(run: RunningRollback, times: number): Promise<void> {
  for (let sent = 0; sent < times; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, () => run.handle.signal('note', longestNote)));
  }
}

describe('five hundred of the longest notes', () => {
  it('leave the rollback alive and its report stored, and say what was left out', { timeout: 120_000 }, async () => {
    const { script, letGo } = heldIn();
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'looking');
      await noteOften(run, 500);
      const status = await run.until(({ timeline }) => timeline.filter(({ by }) => by === longestNote.by).length > 40);
      expect(bytesOf(status)).toBeLessThanOrEqual(most);
      letGo('look');
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann' });
      letGo('change');
      letGo('watch');
      const report = await run.report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.timeline.map(({ text }) => text).join('\n')).toMatch(/… \d+ lines were left out here …/);
      const [stored] = callsOf('storeReport') as readonly { readonly report: Report }[];
      expect(stored?.report.outcome).toBe('ROLLED_BACK');
      for (const each of [report, stored?.report]) expect(bytesOf(each)).toBeLessThanOrEqual(most);
    });
  });

  it('whose sender has an over-long name are refused, each with a sentence', async () => {
    const { script, letGo } = heldIn();
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'looking');
      const note = { by: 'a'.repeat(201), text: 'hello' };
      await expect(run.say('note', note)).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/note refused: by: expected a name of 1 to 200 characters/) },
      });
      letGo('look');
    });
  });
});
