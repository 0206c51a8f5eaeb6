import { describe, expect, it } from 'vitest';
import { consequenceOf } from '../src/cli/consequence.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { servingSeen } from '../src/serving-seen.js';
import { stateCard } from '../src/state-card.js';
import { aReport, arn, aSituation, aStatus, now } from './support/a-situation.js';

const [newest] = aSituation().service.deployments;
const deployment = (revision: number, running: number) => ({ ...newest!, taskDefinition: arn(revision), running });
const unchanged = { changed: false, servingAt: now, serving: servingSeen(aSituation()) };

describe('what served when production was looked at', () => {
  it('is counted by release, under the names that people use', () => {
    const deployments = [deployment(124, 1), deployment(121, 3), deployment(90, 2), deployment(122, 0)];
    expect(servingSeen(aSituation({ service: { deployments } }))).toEqual([
      { release: '1.2.3', taskDefinition: arn(124), tasks: 1 },
      { release: '1.2.2', taskDefinition: arn(121), tasks: 3 },
      { release: 'applylens-api-prod:90', taskDefinition: arn(90), tasks: 2 },
    ]);
  });

  it('is one count where two deployments run the same release', () => {
    const deployments = [deployment(124, 1), deployment(124, 3)];
    expect(servingSeen(aSituation({ service: { deployments } }))).toEqual([
      { release: '1.2.3', taskDefinition: arn(124), tasks: 4 },
    ]);
  });

  it('is said with its time before a decision, where nothing was changed', () => {
    expect(consequenceOf('reject', aStatus(unchanged))).toContain(
      'Production now: 4 tasks v1.2.3 (as seen at 03:04 UTC)',
    );
  });

  it('is said with its time on the card and in the report of a run that changed nothing', () => {
    const card = stateCard(aStatus({ ...unchanged, outcome: 'ABORTED', headline: 'Rejected by ann' }), now);
    expect(card).toContain('Serving now: 4 tasks v1.2.3 (as seen at 03:04 UTC)');
    const report = aReport({ change: 'none', serving: unchanged.serving, servingAt: now });
    expect(reportMarkdown(report)).toContain('Serving now: 4 of 4 tasks v1.2.3 (:124) · as seen at 03:04 UTC');
  });
});
