import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likelyCause } from '../../../src/diagnosis.js';
import { diagnose } from '../../../src/runbook/troubleshooting-failed-rollbacks/diagnose.js';
import type { TroubleEvidence } from '../../../src/trouble-evidence.js';
import { aTrouble, known, logged, logsOf, stoppedBy } from './a-trouble.js';

const initialisation =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed';
const key = '/applylens/prod/GMAIL_TOKEN_KEY';
const noKey = `${initialisation}: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${key}`;
const firstOf = (evidence: Partial<TroubleEvidence>, given = {}) => diagnose(aTrouble(evidence, given)).causes[0];
const parameters = (given: object) => known({ needed: 1, below: 3, missing: [], changed: [], elsewhere: [], ...given });
const changed = { name: '/applylens/prod/LOG_LEVEL', at: '2026-11-23T02:56:00.000Z', by: 'user/pedro', needed: false };

describe('tasks of the target that do not come up', () => {
  it.each([
    [noKey, `v1.2.2 is started with ${key}, which the parameter store does not have`],
    [
      `${initialisation}: unable to retrieve secret from asm: AccessDeniedException: User is not authorized`,
      'v1.2.2 is started with secrets that its execution role may not read',
    ],
    [
      'CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref r/api:v1: r/api:v1: not found',
      'v1.2.2 needs the image r/api:v1, which is not there',
    ],
    [
      'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
      'v1.2.2 prints to a log group that is not there',
    ],
    ['Task failed ELB health checks in (target-group arn:tg)', 'v1.2.2 runs, and does not pass its health checks'],
  ])('are explained by %j', (reason, sentence) =>
    expect(firstOf({ stoppedTasks: known([stoppedBy(reason)]) })?.sentence).toBe(sentence),
  );

  it('are explained by the exit of their container, and by the memory it had', () => {
    const exit = (given: object) =>
      firstOf({ stoppedTasks: known([stoppedBy('Essential container in task exited', given)]) });
    expect(exit({ exitCode: 3 })?.sentence).toBe('v1.2.2 exits by itself with code 3');
    const killed = { exitCode: 137, containerReason: 'OutOfMemoryError: Container killed due to memory usage' };
    expect(exit(killed)).toMatchObject({
      kind: 'out of memory',
      evidence: [expect.stringMatching(/3 tasks of v1\.2\.2 stopped.*exit code 137/)],
    });
  });

  it('are explained by capacity where ECS cannot place them', () => {
    const message = '(service S) was unable to place a task. Reason: Capacity is unavailable at this time.';
    expect(firstOf({ serviceEvents: known([{ at: changed.at, message }]) })).toMatchObject({
      kind: 'no capacity',
      heading: 'Rollback Script Fails',
      command: 'aws ecs describe-clusters --clusters applylens-prod --region us-east-1',
    });
  });

  it('are not explained by tasks of the release we left', () =>
    expect(diagnose(aTrouble({ stoppedTasks: known([stoppedBy(noKey, { ofTarget: false })]) })).causes).toEqual([]));
});

describe('a missing parameter', () => {
  const missing = [{ name: key, variable: 'GMAIL_TOKEN_KEY' }];

  it('is one cause with the evidence of ECS and of the store, who changed what beside it, and what to do', () => {
    const { causes } = diagnose(
      aTrouble({ stoppedTasks: known([stoppedBy(noKey)]), parameters: parameters({ missing, changed: [changed] }) }),
    );
    expect(causes[0]).toMatchObject({
      kind: 'parameter missing',
      carriedOutBy: 'a person',
      heading: 'Health Checks Fail After Rollback',
      command:
        "aws ssm get-parameters-by-path --path /applylens/prod/ --recursive --query 'Parameters[].[Name,LastModifiedDate]' --region us-east-1",
    });
    expect(causes[0]?.evidence).toEqual([
      `${key} (variable GMAIL_TOKEN_KEY) is not in the parameter store`,
      '/applylens/prod/LOG_LEVEL was changed by user/pedro on 23 November 02:56 UTC',
      expect.stringContaining(noKey),
    ]);
    expect(causes[1]?.sentence).toBe('user/pedro changed /applylens/prod/LOG_LEVEL after v1.2.2 was last deployed');
  });

  it('is not said to be unchanged where nothing tells since when', () => {
    const { lookedAt } = diagnose(aTrouble({ parameters: parameters({ changedUnknown: true }) }));
    expect(lookedAt.find(({ source }) => source === 'parameters')?.found).toContain('changed since: not known');
  });

  it('explains little while the tasks run that were started with it', () => {
    const errors = logsOf(
      logged("httpx.HTTPStatusError: Server error '503 Service Unavailable' for url 'https://mail.example/v1'"),
    );
    const { causes } = diagnose(aTrouble({ logs: errors, parameters: parameters({ missing }) }, { servesAlone: true }));
    expect(causes.map(({ kind }) => kind)).toEqual(['dependency', 'parameter missing']);
    expect(causes[1]?.sentence).toContain('the next task will not start');
  });
});

it('is one cause however ECS writes its name', () => {
  const byArn = noKey.replace(key, `arn:aws:ssm:us-east-1:111122223333:parameter${key}`);
  const message = `(service S) was unable to place a task. Reason: ${byArn}.`;
  const { causes } = diagnose(
    aTrouble({ stoppedTasks: known([stoppedBy(byArn)]), serviceEvents: known([{ at: changed.at, message }]) }),
  );
  expect(causes.map(({ sentence }) => sentence)).toEqual([
    `v1.2.2 is started with ${key}, which the parameter store does not have`,
  ]);
});

describe('the schema', () => {
  it('explains most where it is not the one that the target expects, and never runs a downgrade', () => {
    const cause = firstOf(
      { stoppedTasks: known([stoppedBy(noKey)]) },
      { schema: known({ expected: '0017', actual: '0018' }) },
    );
    expect(cause).toMatchObject({
      sentence: 'v1.2.2 expects schema revision 0017, the database is at 0018',
      carriedOutBy: 'its own gates',
    });
  });

  it('is told by /health too', () =>
    expect(
      firstOf({ health: known('503 {"detail":"Can\'t locate revision identified by \'0018\'"}') })?.sentence,
    ).toContain('0018'));
});

describe('a target that serves everything', () => {
  it('was not it where errors were above the limit before', () => {
    const cause = firstOf({}, { servesAlone: true, before: known(0.08), conclusion: 'v1.2.3 was not it' });
    expect(cause?.sentence).toBe('Errors were at 8 % before the release we left was deployed');
  });
});

describe('no evidence', () => {
  it('is no cause found and what was looked at, never that nothing is wrong', () => {
    const unread = { state: 'unknown', why: 'ThrottlingException' } as const;
    const said = likelyCause(diagnose(aTrouble({ logs: { state: 'not connected' }, parameters: unread })));
    expect(said).toBe(
      'no cause found. Looked at: stopped tasks (none of the target), service events (none tells of trouble), task logs (not connected), parameters (unknown: ThrottlingException), /health (200 {"status":"healthy"}), schema (not connected), errors before the deployment (0.2 %)',
    );
  });
});

describe('any evidence', () => {
  const reasons = fc.constantFrom(
    noKey,
    'Task failed ELB health checks in (x)',
    'Essential container in task exited',
    'CannotPullContainerError: x',
  );
  const texts = fc.constantFrom(
    "KeyError: 'score'",
    "ModuleNotFoundError: No module named 'x'",
    "'503 x' for url 'https://mail.example'",
    'boom',
  );
  const stopped = fc.array(
    fc.record({ reason: reasons, tasks: fc.integer({ min: 1, max: 9 }), ofTarget: fc.boolean() }),
  );
  const errors = fc.array(
    fc.record({
      text: texts,
      times: fc.nat(),
      of: fc.constantFrom('the target' as const, 'another release' as const, 'somebody' as const),
    }),
  );

  it('gives the same diagnosis in any order, with at most six causes that all have evidence', () => {
    fc.assert(
      fc.property(stopped, errors, fc.boolean(), fc.infiniteStream(fc.nat()), (tasks, lines, servesAlone, numbers) => {
        const groups = tasks.map(({ reason, ...given }) => stoppedBy(reason, given));
        const logs = lines.map(({ text, ...given }) => logged(text, given));
        const shuffled = <T>(list: readonly T[]) =>
          list
            .map((each) => [numbers.next().value, each] as const)
            .sort(([a], [b]) => a - b)
            .map(([, each]) => each);
        const of = (first: typeof groups, second: typeof logs) =>
          diagnose(aTrouble({ stoppedTasks: known(first), logs: logsOf(...second) }, { servesAlone }));
        const diagnosis = of(groups, logs);
        expect(of(shuffled(groups), shuffled(logs))).toEqual(diagnosis);
        expect(diagnosis.causes.length).toBeLessThanOrEqual(6);
        for (const { evidence, remedy } of diagnosis.causes)
          expect([evidence.length > 0, remedy !== '']).toEqual([true, true]);
        expect(JSON.stringify(diagnosis).length).toBeLessThan(32_000);
      }),
    );
  });
});
