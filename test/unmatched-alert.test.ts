import { describe, expect, it } from 'vitest';
import { pagedForUnmatched, unmatchedPage } from '../src/unmatched-alert.js';
import { anEntry } from './support/an-entry.js';

const pagingOf = (escalateTo: string) => ({ url: 'http://127.0.0.1:1', routingKey: 'env:KEY', escalateTo });
const { paging: _paging, ...unpaged } = anEntry({ service: 'quiet' });
const staging = anEntry({ environment: 'staging', kind: 'staging', paging: pagingOf('staging') });
const prod = anEntry({ paging: pagingOf('production'), page: 'https://runback.example/prod/applylens-api' });

describe('a critical alert that matches no service', () => {
  it.each([
    ['in a known environment', [unpaged, prod, staging], 'staging', 'staging'],
    ['in an unknown environment', [staging, prod], 'nowhere', 'production'],
    ['that names no environment', [staging, prod], undefined, 'production'],
    ['where production pages nobody', [unpaged, staging], 'nowhere', 'staging'],
  ] as const)('%s pages whoever is paged there', (_, entries, environment, escalateTo) => {
    const given = environment === undefined ? {} : { environment };
    expect(pagedForUnmatched(entries, given)?.paging).toMatchObject({ escalateTo });
  });

  it('is paged for in its own name, not in that of the entry whose paging it uses', () => {
    const entry = pagedForUnmatched([prod], { service: 'chekout', environment: 'prod' });
    expect(entry).toMatchObject({ service: 'chekout', environment: 'prod', aliases: [] });
    expect(entry).not.toHaveProperty('page');
    expect(entry).not.toHaveProperty('dashboard');
  });

  it('pages nobody where the catalogue has no paging', () => {
    expect(pagedForUnmatched([unpaged], {})).toBeUndefined();
  });

  it('says what it is, that nothing was done, and what to do', () => {
    const alert = { source: 'alertmanager', name: 'ErrorRateSpike', summary: '12 % of `requests` fail' };
    const { summary, details } = unmatchedPage({ alert, service: 'chekout', environment: 'prod' });
    expect(summary).toBe(
      'Critical alert that Runback cannot match: ErrorRateSpike (service "chekout" in "prod", from alertmanager): 12 % of ʼrequestsʼ fail.',
    );
    expect(details['what to do']).toContain('`aliases` in runback.yaml');
    expect(unmatchedPage({ alert, others: true }).summary).toContain('the others are only listed');
  });

  it('has texts that fit a page, whatever was sent', () => {
    const long = 'x'.repeat(20_000);
    const { summary, details } = unmatchedPage({ alert: { source: long, name: long, summary: long, url: long } });
    expect(summary.length).toBeLessThanOrEqual(1_024);
    for (const detail of Object.values(details)) expect(detail.length).toBeLessThanOrEqual(2_000);
  });
});
