import { describe, expect, it } from 'vitest';
import { undoneBy } from '../src/undone.js';
import { aReport } from './support/a-run.js';

const { id, service, environment, request } = aReport();
const of = (given: object) => undoneBy({ ...aReport(), change: 'made', ...given }, { id, service, environment });

describe('what a rollback left, by its report', () => {
  it('is an admin’s to have back where security was the reason', () => {
    expect(of({ request: { ...request, criteria: ['security'] } })).toMatchObject({ isAboutSecurity: true });
    expect(of({ request: { ...request, criteria: ['user-reports'] } })).not.toHaveProperty('isAboutSecurity');
    expect(of({})).not.toHaveProperty('isAboutSecurity');
  });

  it('is of that rollback alone', () => {
    expect(undoneBy(aReport(), { id: 'another', service, environment })).toBeUndefined();
  });
});
