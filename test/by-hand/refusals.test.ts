// One table of what may not count at a gate, tried in every way in which people speak to a rollback.
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { checkRelayed } from '../../activities/relayed.js';
import { newToken, slackUsersOf, tokensOf } from '../../src/server/tokens.js';
import { enterEmptyPlace } from '../cli/a-place.js';
import { runback } from '../cli/a-terminal.js';
import { aServer, type ServerWorld } from '../server/a-server.js';
import { aCatalogue } from '../server/fixtures/catalogue.js';
import { press, pressOf, slackSecret } from '../server/press.js';
import { type RunningRollback, withRollbacks } from '../support/a-rollback-service.js';
import { forEver } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
process.env.TEST_SLACK_SECRET = slackSecret;
process.env.TEST_RELAY_KEY = 'k'.repeat(32);

const people = (['olga', 'ann', 'bob'] as const).map((name) => ({ name, ...newToken(name, ['operator', 'approver']) }));
const kept = people.map(({ name, known }) => ({ ...known, slack: `U${name}` }));

interface Said {
  readonly by: string;
  readonly verb: 'approve' | 'confirm';
  readonly message: Readonly<Record<string, string>>;
}

interface Stage {
  readonly run: RunningRollback;
  readonly world: ServerWorld;
}

/** Each answers with the sentence of the refusal; none throws. */
const ways: Readonly<Record<string, (stage: Stage, said: Said) => Promise<string>>> = {
  Update: ({ run }, { by, verb, message }) =>
    run.say(verb, { ...message, by }).then(
      () => 'taken',
      (error: Error) => (error.cause as Error).message,
    ),
  Signal: async ({ run }, { by, verb, message }) => {
    const { length } = refusedIn(await run.status());
    await run.handle.signal(verb, { ...message, by, messageId: randomUUID() });
    return refusedIn(await run.until((status) => refusedIn(status).length > length)).at(-1) ?? '';
  },
  HTTP: async ({ world }, { by, verb, message }) => {
    const headers = { authorization: `Bearer ${people.find(({ name }) => name === by)?.token}` };
    const url = `/rollbacks/prod/applylens-api/${verb}`;
    const { status, text } = await world.ask('POST', url, { as: 'nobody', headers, body: message });
    return status < 400 ? 'taken' : text;
  },
  CLI: async (_, { by, verb, message: { item, comment } }) => {
    const more = [...(item === undefined ? [] : [item]), ...(comment === undefined ? [] : ['--comment', comment])];
    const { exit, err } = await runback([verb, 'applylens-api', ...more, '--env', 'prod', '--by', by]);
    return exit === 0 ? 'taken' : err;
  },
  Slack: async ({ world, run }, { by, verb, message }) => {
    const { runId } = await run.status();
    const value = { environment: 'prod', service: 'applylens-api', run: runId, ...message };
    return (await press(world.server, pressOf(`U${by}`, verb, value))).text;
  },
};

const refusedIn = ({ timeline }: { timeline: readonly { text: string }[] }): string[] =>
  timeline.flatMap(({ text }) => (text.startsWith('refused ') ? [text] : []));

const all = Object.keys(ways);
const table: readonly (readonly [what: string, said: Said, why: RegExp, in_: readonly string[]])[] = [
  ['by who asked', { by: 'olga', verb: 'approve', message: {} }, /olga asked for this rollback/, all],
  ['by one who has approved', { by: 'ann', verb: 'approve', message: {} }, /ann has approved already/, all],
  [
    'for another run',
    { by: 'bob', verb: 'approve', message: { run: 'an-earlier-one' } },
    /meant for another run \(an-earlier-one\)/,
    all.filter((way) => way !== 'CLI'),
  ],
  ['of an unknown item', { by: 'bob', verb: 'confirm', message: { item: 'coffee' } }, /item: expected one of/, all],
  [
    'of an item that is done',
    { by: 'bob', verb: 'confirm', message: { item: 'identify-version' } },
    /identify-version is not open now/,
    all,
  ],
  [
    'with a comment beyond measure',
    { by: 'bob', verb: 'approve', message: { comment: 'x'.repeat(4_001) } },
    /comment: expected a text of 1 to 4,000 characters/,
    all.filter((way) => way !== 'Slack'),
  ],
];
const afterwards = [
  'after the gate closed',
  { by: 'bob', verb: 'approve', message: {} },
  /nothing waits for approval/,
] as const;

const script = {
  entry: { policy: { approvals: 2 } },
  followDeployment: forEver,
  checkRelayed: checkRelayed({ relayKey: 'env:TEST_RELAY_KEY' }),
};

let place: ReturnType<typeof enterEmptyPlace> | undefined;
afterAll(() => place?.leave());

describe('an answer that may not count', () => {
  it('is refused with the same sentence in every way, and nothing moves', { timeout: 90_000 }, async () => {
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      place = enterEmptyPlace({ TEMPORAL_ADDRESS: temporal.address });
      const world = await aServer(temporal.client, {
        services: aCatalogue('applylens-api'),
        tokens: tokensOf(kept),
        ofSlack: slackUsersOf(kept),
        slackSecret: 'env:TEST_SLACK_SECRET',
        relayKey: 'env:TEST_RELAY_KEY',
      });
      const stage = { run, world };
      expect(await ways.HTTP?.(stage, { by: 'ann', verb: 'approve', message: {} })).toBe('taken');
      for (const [what, said, why, possible] of table)
        for (const way of possible) expect(await ways[way]?.(stage, said), `${what}, by ${way}`).toMatch(why);
      expect(await run.status()).toMatchObject({ phase: 'waiting for approval' });
      expect(callsOf('startEcsDeployment')).toEqual([]);
      expect(await ways.Slack?.(stage, { by: 'bob', verb: 'approve', message: {} })).toBe('approve: approved');
      const { approvals } = await run.until(({ phase }) => phase === 'acting');
      expect(approvals.map(({ by, identity }) => `${by} ${identity}`)).toEqual([
        'ann authenticated',
        'bob authenticated',
      ]);
      const [what, said, why] = afterwards;
      for (const way of all) expect(await ways[way]?.(stage, said), `${what}, by ${way}`).toMatch(why);
      await world.server.close();
      place.leave();
      place = undefined;
    });
  });
});
