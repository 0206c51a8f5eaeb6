// Rollbacks side by side on one production, whose worker is killed in the middle of each.
import { post } from '../sandbox/stage.js';
import type { TestStage } from '../test/support/a-stage.js';
import { askFor, takesDatabaseBack } from './asking.js';
import { type NamedCase, ofTheService } from './kill-case.js';
import { isScheduled, isUnderWay } from './meeting.js';
import { holdDatabase, lockTable } from './own-database.js';
import { databaseIsBackWithin, type Settled, settled } from './settled.js';
import { type Before, before } from './what-is-so.js';

export interface Killed extends Settled {
  readonly before: Before;
}

const atOnce = 5;
const isHeld = ({ when, hangs, lasts, chatHangs }: NamedCase): boolean =>
  when === undefined && (hangs !== undefined || lasts === true || chatHangs === true);

type Ends = Map<string, Killed | Error>;

/** By service: how it ended, or why it did not. One kill meets all that can be held; the others are met in small waves. */
export async function playKills(stage: TestStage, cases: readonly NamedCase[]): Promise<Ends> {
  const ends: Ends = new Map();
  const held = cases.filter(isHeld);
  if (held.length > 0) await playHeld(stage, held, ends);
  const met = cases.filter((each) => !isHeld(each) && each.alone !== true);
  for (let at = 0; at < met.length; at += atOnce) await playMet(stage, met.slice(at, at + atOnce), ends);
  for (const each of cases.filter(({ alone }) => alone === true)) await playMet(stage, [each], ends);
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
    cases.map(async (each, index) => {
      const was = begun[index] ?? new Error(`${each.service} was not begun`);
      ends.set(each.service, was instanceof Error ? was : await orError(() => endOf(stage, each, was)));
    }),
  );
}

async function playMet(stage: TestStage, cases: readonly NamedCase[], ends: Ends): Promise<void> {
  const kill = oneAfterTheOther(() => killAndGoOn(stage));
  await Promise.all(
    cases.map(async (each) => {
      const play = async () => {
        const was = await whileLocked(stage, each, async () => {
          const begun = await begin(stage, each);
          await (each.when ?? isScheduled)(stage, each);
          await kill();
          return begun;
        });
        return endOf(stage, each, was);
      };
      ends.set(each.service, await orError(play));
    }),
  );
}

async function whileLocked<T>(
  stage: TestStage,
  { service, locked, held }: NamedCase,
  act: () => Promise<T>,
): Promise<T> {
  const unlock = locked === undefined ? undefined : await lockTable(stage, service, locked);
  const free = held === undefined ? undefined : await holdDatabase(stage, service);
  try {
    return await act();
  } finally {
    await unlock?.();
    await free?.();
  }
}

const orError = <T>(play: () => Promise<T>): Promise<T | Error> =>
  play().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));

const endOf = async (stage: TestStage, { service, request }: NamedCase, was: Before): Promise<Killed> => ({
  before: was,
  ...(await settled(stage, service, takesDatabaseBack(request) ? databaseIsBackWithin : undefined)),
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
  await askFor(stage, service, { ...each.request, ...undo }, each.atGate);
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
