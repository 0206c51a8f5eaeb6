// One rollback with one fault of one call of AWS, and whether the fault was met at all.
import type { Status } from '../src/status.js';
import type { TestStage } from '../test/support/a-stage.js';
import { askFor, takesDatabaseBack } from './asking.js';
import { faultsOf, type Method, methods, type Row } from './fault-rows.js';
import type { KillCase } from './kill-case.js';
import { runback } from './recorded-calls.js';
import { databaseIsBackWithin, type Settled, settled } from './settled.js';
import { type Before, before } from './what-is-so.js';

export interface FaultCase {
  readonly method: string;
  readonly operation: string;
  readonly fault: string;
  readonly service: string;
  readonly row: Row;
  readonly given: object;
  readonly how: KillCase;
}

export interface Played extends Settled {
  readonly before: Before;
  readonly isMet: boolean;
}

/** Only these operations are tried where the variable is set, for a look at one of them. */
export const only = process.env.RUNBACK_CHAOS_ONLY?.split(',');

export function casesOf(scenario: Method['scenario']): FaultCase[] {
  return Object.entries(methods)
    .filter(([, method]) => method.scenario === scenario)
    .flatMap(([method, { rows, how }]) =>
      Object.entries(rows)
        .filter(([operation]) => only === undefined || only.includes(operation))
        .flatMap(([operation, row], index) =>
          Object.entries(faultsOf(row)).map(([fault, given]) => {
            const service = `${method.slice(0, 2)}${index}-${fault}`;
            const isLong = fault === 'slow' && /:(Update|Register)/.test(operation);
            const settings = (name: string) => ({
              ...how.settings?.(name),
              ...row.settings,
              ...(isLong ? untilItArrives : {}),
            });
            return { method, operation, fault, service, row, given, how: { ...how, settings } };
          }),
        ),
    );
}

/** What is sent may arrive after half a minute, and is seen only by a run that is still open then. */
const untilItArrives = { timings: { watch: '20 minutes' } };

export async function play(stage: TestStage, each: FaultCase): Promise<Played> {
  const { service, how, row, given, operation } = each;
  await how.prepare?.(stage, service);
  const was = await before(stage, service);
  const about = row.about === undefined ? {} : { about: row.about(service) };
  const inject = async () =>
    (await stage.fault({ ...given, operation, accessKeyId: runback, ...about })) as { readonly id: number };
  const [comesWith, waitingFor] = momentOf(row);
  let fault = comesWith === undefined ? await inject() : undefined;
  await askFor(stage, service, how.request);
  if (comesWith !== undefined) await stage.seen(service, comesWith, waitingFor);
  fault ??= await inject();
  const end = await settled(stage, service, takesDatabaseBack(how.request) ? databaseIsBackWithin : undefined);
  return { ...end, before: was, isMet: await wasMet(stage, fault.id) };
}

/** What the fault waits for; undefined where it is there before the request is. */
function momentOf({ late, planned }: Row): [((status: Status) => boolean) | undefined, string] {
  if (late === true) return [({ times }) => times.firstChangeAt !== undefined, 'its first change'];
  return [planned === true ? ({ to }) => to !== undefined : undefined, 'its target'];
}

interface Pending {
  readonly faults: readonly { readonly id: number; readonly left: number; readonly times: number }[];
}

async function wasMet({ urls }: TestStage, id: number): Promise<boolean> {
  const { faults } = (await (await fetch(new URL('/faults', urls.control))).json()) as Pending;
  const pending = faults.find((each) => each.id === id);
  return pending === undefined || pending.left < pending.times;
}
