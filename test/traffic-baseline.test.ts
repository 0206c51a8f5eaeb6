import { describe, expect, it } from 'vitest';
import { trafficBaselineOf } from '../src/traffic-baseline.js';
import { anEntry, aRequest, arn, aSituation, hoursAgo, minutesAgo } from './support/a-situation.js';

const from = { version: '1.2.3', taskDefinition: arn(124) };
const facts = (given: Parameters<typeof aSituation>[0] = {}) => ({
  situation: aSituation(given),
  request: aRequest(),
  entry: anEntry(),
  from,
});

describe('traffic is compared with the hour before', () => {
  it('the deployment of what we left', () => {
    expect(trafficBaselineOf(facts(), minutesAgo(1))).toEqual({
      until: '2026-11-23T02:55:00.000Z',
      before: 'the deployment of v1.2.3',
    });
  });

  it('the trouble, where the deployment is from another day', () => {
    const request = { ...aRequest(), since: minutesAgo(7) };
    const old = { ...facts(), from: { ...from, taskDefinition: arn(122) }, request };
    expect(trafficBaselineOf(old, minutesAgo(1))).toEqual({ until: minutesAgo(7), before: 'the trouble' });
  });

  it('the rollback, where nothing is known', () => {
    const unknown = facts({ errorRate: { state: 'not connected' }, serviceDeployments: { state: 'not connected' } });
    const nothing = { ...unknown, from: { ...from, taskDefinition: arn(99) }, request: aRequest() };
    const { before, until } = trafficBaselineOf(nothing, hoursAgo(1));
    expect(before).toBe('this rollback');
    expect(until).toBe(hoursAgo(1));
  });
});
