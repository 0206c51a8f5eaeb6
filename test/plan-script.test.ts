import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import type { PlannedMethod } from '../src/plan-shape.js';
import type { TargetQuestion } from '../src/target.js';
import { anEntry, aRequest, aSituation, now } from './support/a-situation.js';

const script = {
  ssh: { destination: 'deploy@applylens-deploy.internal' },
  folder: '/opt/applylens/deploy/scripts',
  application: [
    'python',
    'promote_release.py',
    'prod',
    '--from-commit',
    '{{commit}}',
    '--skip-validation',
    '--emergency',
  ],
};
const methods = (given: Partial<TargetQuestion> = {}): readonly PlannedMethod[] =>
  makePlan({ situation: aSituation(), entry: anEntry({ script }), request: aRequest(), now, ...given }).methods;
const way = (given: Partial<TargetQuestion> = {}): PlannedMethod | undefined =>
  methods(given).find(({ method }) => method === 'script');
const releasesWith = (change: object) => ({
  situation: aSituation({
    releases: aSituation().releases.map((each) => (each.revision === 121 ? { ...each, ...change } : each)),
  }),
});

describe('the script method', () => {
  it('comes before the ECS method, and leaves it its time', () => {
    const ladder = methods().filter(({ use }) => use !== 'passed over');
    expect(ladder.map(({ method, use }) => `${method}, ${use}`)).toEqual([
      'script, first',
      'ecs-task, if the ones before fail',
    ]);
    const late = methods({ request: aRequest({ acceptedAt: new Date(Date.parse(now) - 12 * 60_000).toISOString() }) });
    expect(late.find(({ method }) => method === 'script')?.budgetMs).toBe(6 * 60_000);
  });

  it('shows the command of the runbook', () => {
    expect(way()?.commands[0]).toBe(
      "ssh deploy@applylens-deploy.internal 'cd /opt/applylens/deploy/scripts && python promote_release.py prod --from-commit def456 --skip-validation --emergency'",
    );
  });

  it.each<[string, Partial<TargetQuestion>, RegExp]>([
    ['the catalogue has none', { entry: anEntry() }, /^not connected$/],
    ['the policy does not allow it', { entry: anEntry({ script, policy: { methods: ['ecs-task'] } }) }, /policy/],
    ['the target’s commit is none', releasesWith({ commit: '$(touch x)' }), /the target's commit is not one/],
    ['the target says no commit', releasesWith({ commit: undefined }), /says no commit/],
    [
      'CodeDeploy owns the deployments',
      { situation: aSituation({ service: { controller: 'CODE_DEPLOY' } }) },
      /CODE_DEPLOY: what it does could not be followed/,
    ],
    ['the canary alone was asked for', { request: aRequest({ scope: 'canary' }) }, /the canary alone/],
    ['there is no target', { request: aRequest({ target: { version: '9.9.9' } }) }, /there is no target/],
  ])('is passed over when %s', (_, given, reason) => {
    expect(way(given)).toMatchObject({ use: 'passed over', commands: [] });
    expect(way(given)?.reason).toMatch(reason);
  });

  it('is passed over when a tag of the target has moved: the script cannot deploy a pinned copy', () => {
    const containers = aSituation()
      .releases.find(({ revision }) => revision === 121)
      ?.containers.map((each) => ({ ...each, resolvesTo: { state: 'known', value: { digest: 'sha256:moved' } } }));
    expect(way(releasesWith({ containers }))?.reason).toMatch(/image tag of the target has moved/);
  });
});
