import { describe, expect, it } from 'vitest';
import { canaryUndoCommands } from '../src/plan/canary-commands.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { aCanary, aForward, canaryService, canaryWithout } from './support/a-canary.js';
import { anEntry, aReport } from './support/a-situation.js';

describe('the way back of a canary, by hand', () => {
  it('starts its tasks first, waits for them, and then gives each way its whole former actions', () => {
    const commands = canaryUndoCommands(anEntry(), aCanary());
    expect(commands[0]).toContain(
      `update-service --cluster applylens-prod --service ${canaryService} --desired-count 1`,
    );
    expect(commands[1]).toContain(`ecs wait services-stable --cluster applylens-prod --services ${canaryService}`);
    expect(commands[2]).toContain(`--actions '${JSON.stringify(aForward().actions)}'`);
    expect(commands[3]).toContain('--default-actions');
    expect(commands[4]).toContain('DynamicScalingInSuspended=false');
  });

  it('leaves what had no traffic for it, and a scaling that there is none of', () => {
    const scaling = { state: 'known', value: 'none' } as const;
    expect(canaryUndoCommands(anEntry(), canaryWithout({ scaling }))).toEqual([]);
  });

  it('is in the report', () => {
    const undoByHand = canaryUndoCommands(anEntry(), aCanary());
    expect(reportMarkdown(aReport({ undoByHand }))).toContain(`## Undo by hand\n\n    ${undoByHand[0]}\n`);
  });
});
