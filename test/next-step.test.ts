import { describe, expect, it } from 'vitest';
import { afterRecovery, nextStep, startPlanned } from '../src/next-step.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { stateCard } from '../src/state-card.js';
import { anEntry, aReport, arn, aStatus, now } from './support/a-situation.js';

const describeService =
  "aws ecs describe-services --cluster applylens-prod --services applylens-api-prod --query 'services[0].deployments[].[id,status,rolloutState,taskDefinition,runningCount,desiredCount]' --region us-east-1";
const start = "runback start applylens-api --env prod --reason 'finish the rollback'";
const to = { version: '1.2.2', commit: 'def456', taskDefinition: arn(121) };
const reason = '5xx since v1.2.3';
const changed = { changed: true, inWords: 'Production was changed: see what serves', reason };
const dirty = nextStep({ entry: anEntry(), outcome: 'FAILED_DIRTY', ...changed, to });

describe('the next step', () => {
  const ended = { entry: anEntry(), outcome: 'FAILED_DIRTY', ...changed, to } as const;
  const from = { version: '1.2.3', taskDefinition: arn(124) };

  it('after NOT_RECOVERED is never the way that did not help', () => {
    const next = nextStep({ ...ended, outcome: 'NOT_RECOVERED' });
    expect(next.sentence).toMatch(/Diagnosis, below.*older target.*runback undo applylens-api --env prod$/);
    expect(next.command).toBe('runback plan applylens-api --env prod');
  });

  it('after NOT_RECOVERED of a canary is a look at the service', () => {
    const next = nextStep({ ...ended, outcome: 'NOT_RECOVERED', canary: 'applylens-api-canary-prod' });
    expect(next.command).toBe('runback plan applylens-api --env prod --scope service');
  });

  it('where production runs as before is the same way again, once it is mended', () => {
    const next = nextStep({ ...ended, servesAlone: { which: 'as before', release: from } });
    expect(next.sentence).toMatch(/^v1\.2\.3 serves as before, as bad as before/);
    expect(next.command).toBe(`${start.replace('finish the rollback', reason)} --target-version 1.2.2`);
  });

  it('takes the schema back too where that was asked for', () => {
    const database = { target: '0016_status_is_known', order: 'application-first' } as const;
    const next = nextStep({ ...ended, ...changed, changed: false, database });
    const options = '--database-target 0016_status_is_known --database-order application-first';
    expect(next.command).toMatch(new RegExp(`--target-version 1.2.2 ${options}$`));
    const planned = { service: 'applylens-api', environment: 'prod', reason: 'a bad migration', database: {} };
    expect(startPlanned(anEntry(), planned)).toMatch(/--reason 'a bad migration' --database( --act)?$/);
  });

  it('where the target serves unverified is to see whether it is well', () => {
    const next = nextStep({ ...ended, servesAlone: { which: 'the target', release: to } });
    expect(next.sentence).toMatch(/^v1\.2\.2 serves; recovery was not measured/);
    expect(next.command).toBe('runback plan applylens-api --env prod');
  });

  it('after FAILED_DIRTY shows the service, and goes to a release that is proven good', () => {
    expect(dirty).toEqual({
      sentence: `Production was changed: see what serves; then go to a release that is proven good: ${start} --target-version 1.2.2`,
      command: describeService,
    });
  });

  it.each([
    [{ commit: 'def456', taskDefinition: arn(121) }, '--target-commit def456'],
    [{ taskDefinition: arn(121) }, `--target-task-definition ${arn(121)}`],
  ])('names the target by what it has: %j', (target, words) => {
    const next = nextStep({ entry: anEntry(), outcome: 'FAILED_DIRTY', ...changed, to: target });
    expect(next.sentence).toContain(`${start} ${words}`);
  });

  it('says --act where the service only observes', () => {
    const entry = anEntry({ policy: { mode: 'observe' } });
    const unchanged = { changed: false, inWords: 'Nothing was changed', reason };
    expect(nextStep({ entry, outcome: 'FAILED_SAFE', ...unchanged })).toEqual({
      sentence: 'Nothing was changed; start again when it is needed',
      command: "runback start applylens-api --env prod --reason '5xx since v1.2.3' --act",
    });
  });

  it('after a rollback that worked is where to look, not the report one is reading', () => {
    const dashboard = 'https://grafana.applylens.io';
    expect(afterRecovery(anEntry({ dashboard }))).toEqual({
      sentence: `Find the root cause, fix and re-deploy; the release we left is held. Does it stay well? ${dashboard}`,
      command: 'runback plan applylens-api --env prod',
    });
  });

  it('stands in the first six lines of the report', () => {
    const lines = reportMarkdown(aReport({ outcome: 'FAILED_DIRTY', next: dirty }))
      .split('\n')
      .slice(0, 6)
      .join('\n');
    expect(lines).toContain(`${start} --target-version 1.2.2`);
    expect(lines).toContain(`Command: \`${describeService}\``);
  });

  it('stands on the card, which still fits', () => {
    const attempts = [{ method: 'ecs-task', result: 'failed', reason: 'x', startedAt: now, endedAt: now } as const];
    const more = { attempts, escalated: 'paged', told: ['#incidents'], dashboard: 'https://grafana.applylens.io' };
    const lines = stateCard(aStatus({ outcome: 'FAILED_DIRTY', headline: 'y', next: dirty, ...more }), now);
    expect(lines).toContain(`Next: ${dirty.sentence}`);
    expect(lines).toContain(`Command: ${describeService}`);
    expect(lines).toContain('Look: https://grafana.applylens.io');
    expect(lines.length).toBeLessThanOrEqual(10);
  });
});
