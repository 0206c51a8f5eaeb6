import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import { planText } from '../src/plan-text.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { stateCard } from '../src/state-card.js';
import { anEntry, aReport, aRequest, aSituation, aStatus, now } from './support/a-situation.js';

const label = 'quick time, 1 : 30';
const timesSaid = (text: string) => text.split(label).length - 1;
const plan = (entry = anEntry({ timeScale: 30 })) =>
  makePlan({ situation: aSituation(), entry, request: aRequest(), now });

describe('quick time', () => {
  it('is said once on the card, open and closed', () => {
    const quick = { timeScale: 30 };
    expect(timesSaid(stateCard(aStatus(quick), now).join('\n'))).toBe(1);
    const closed = aStatus({ ...quick, outcome: 'ROLLED_BACK', headline: 'v1.2.2 serves everything' });
    expect(timesSaid(stateCard(closed, now).join('\n'))).toBe(1);
  });

  it('is said once in the plan and in the report', () => {
    expect(timesSaid(planText(plan(), now).join('\n'))).toBe(1);
    expect(timesSaid(reportMarkdown(aReport({ timeScale: 30 })))).toBe(1);
  });

  it('is not said where durations are the runbook’s', () => {
    expect(planText(plan(anEntry()), now).join('\n')).not.toContain('quick time');
    expect(stateCard(aStatus(), now).join('\n')).not.toContain('quick time');
  });
});
