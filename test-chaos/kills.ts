// Rollbacks side by side on one production, whose worker is killed in the middle of each.
import { until } from '../sandbox/processes/until.js';
import { post } from '../sandbox/stage.js';
import { incidentId, rollbackId } from '../src/identifiers.js';
import type { TestStage } from '../test/support/a-stage.js';
import { activityTypesOf, childrenIn } from './activity-types.js';
import { type NamedCase, ofTheService } from './kill-case.js';
import { type Settled, settled } from './settled.js';
import { type Before, before } from './what-is-so.js';

export interface Killed extends Settled {
  readonly before: Before;
}

const patience = 120_000;
const atOnce = 5;
const isHeld = ({ hangs, lasts, chatHangs }: NamedCase): boolean =>
  hangs !== undefined || lasts === true || chatHangs === true;

type Ends = Map<string, Killed | Error>;

/** By service: how it ended, or why it did not. One kill meets all that can be held; the others are met in small waves. */
export async function playKills(stage: TestStage, cases: readonly NamedCase[]): Promise<Ends> {
  const ends: Ends = new Map();
  const held = cases.filter(isHeld);
  if (held.length > 0) await playHeld(stage, held, ends);
  const met = cases.filter((each) => !isHeld(each));
  for (let at = 0; at < met.length; at += atOnce) await playMet(stage, met.slice(at, at + atOnce), ends);
  return ends;
}

async function playHeld(stage: TestStage, cases: readonly NamedCase[], ends: Ends): Promise<void> {
  const begun = await Promise.all(
    cases.map((each) =>
      orError(async () => {
        const was = await begin(stage, each);
        await isUnderWay(stage, each);
        return was;
      }),
    ),
  );
  await killAndGoOn(stage);
  await Promise.all(
    cases.map(async ({ service }, index) => {
      const was = begun[index] ?? new Error(`${service} was not begun`);
      ends.set(service, was instanceof Error ? was : await orError(() => endOf(stage, service, was)));
    }),
  );
}

async function playMet(stage: TestStage, cases: readonly NamedCase[], ends: Ends): Promise<void> {
  const kill = oneAfterTheOther(() => killAndGoOn(stage));
  await Promise.all(
    cases.map(async (each) => {
      const play = async () => {
        const was = await begin(stage, each);
        await isScheduled(stage, each);
        await kill();
        return endOf(stage, each.service, was);
      };
      ends.set(each.service, await orError(play));
    }),
  );
}

const orError = <T>(play: () => Promise<T>): Promise<T | Error> =>
  play().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));

const endOf = async (stage: TestStage, service: string, was: Before): Promise<Killed> => ({
  before: was,
  ...(await settled(stage, service)),
});

async function begin(stage: TestStage, each: NamedCase): Promise<Before> {
  const { service, hangs, denied, afterFirstChange, prepare } = each;
  const undo = each.undoes === true ? { undoes: await rollBackBefore(stage, each) } : {};
  await prepare?.(stage, service);
  const was = await before(stage, service);
  const hang = async () => {
    if (hangs === undefined) return;
    const about = (hangs.about ?? ofTheService)(service);
    await stage.fault({ fault: 'delay', ms: 600_000, times: 1_000, operation: hangs.operation, about });
  };
  if (denied !== undefined) {
    await stage.fault({ fault: 'error', code: 'AccessDeniedException', times: 1_000, ...denied });
  }
  if (each.chatHangs === true) await setChat(stage, { fault: 'hang', times: 'always', about: '/api/chat.postMessage' });
  if (afterFirstChange !== true) await hang();
  await stage.ask(service, { ...each.request, ...undo });
  if (afterFirstChange !== true) return was;
  await stage.seen(service, ({ times }) => times.firstChangeAt !== undefined, 'its first change');
  await hang();
  return was;
}

/** The id of the rollback. */
async function rollBackBefore(stage: TestStage, { service, request }: NamedCase): Promise<string> {
  await stage.ask(service, request);
  return (await stage.report(service)).id;
}

const setChat = ({ urls }: TestStage, fault: object): Promise<unknown> => post(new URL('/slack', urls.control), fault);

/** A worker has begun it and not ended it. */
async function isUnderWay(stage: TestStage, each: NamedCase): Promise<void> {
  await until(`${each.service}: ${each.activity} was not under way`, patience, async () => {
    const { raw } = await (await handleOf(stage, each)).describe();
    const pending = (raw.pendingActivities ?? []).some(
      ({ activityType, lastStartedTime }) =>
        activityType?.name === each.activity && lastStartedTime !== null && lastStartedTime !== undefined,
    );
    return pending ? true : undefined;
  });
}

const isScheduled = (stage: TestStage, each: NamedCase): Promise<true> =>
  until(`${each.service}: ${each.activity} was not scheduled`, patience, async () =>
    activityTypesOf(await (await handleOf(stage, each)).fetchHistory()).includes(each.activity) ? true : undefined,
  );

/** The workflow that the activity belongs to. */
async function handleOf({ temporalClient }: TestStage, { service, of }: NamedCase) {
  const rollback = temporalClient.workflow.getHandle(rollbackId('prod', service));
  if (of === undefined) return rollback;
  const begins = incidentId('prod', service, '');
  const begun = async () => childrenIn(await rollback.fetchHistory()).find((id) => id.startsWith(begins));
  return temporalClient.workflow.getHandle(await until(`${service}: no ${of} was begun`, patience, begun));
}

async function killAndGoOn(stage: TestStage): Promise<void> {
  await stage.kill('worker');
  await stage.clearFaults();
  await setChat(stage, { fault: 'hang', times: 0 });
  await stage.startAgain('worker');
}

function oneAfterTheOther(act: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.catch(() => undefined).then(act);
    return last;
  };
}
