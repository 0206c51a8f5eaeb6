// Places each alert of a delivery: with its service, or on the record of what nobody can place.
import { z } from 'zod';
import type { Found } from '../../catalogue/catalogue.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { GuardStarted } from '../../client/guard.js';
import { noWorkerPolls } from '../../client/pollers.js';
import { findService, type Services } from '../../client/services.js';
import type { GuardRequest } from '../../guard/guard-request.js';
import { type Holder, mayActAs } from '../holder.js';
import { Problem } from '../problem.js';
import type { Tokens } from '../tokens.js';
import type { IncomingAlert } from './incoming.js';
import type { Intake } from './intake.js';
import type { Records } from './records.js';
import { isCritical, type PageUnmatched, whatUnmatchedBecomes } from './unmatched.js';

export interface Taking {
  readonly guard: (request: GuardRequest) => Promise<GuardStarted>;
  readonly services: Services;
  readonly tokens: Tokens;
  readonly intake: Intake;
  readonly records: Records;
  readonly pageUnmatched: PageUnmatched;
  /** Milliseconds within which a sender is answered. */
  readonly answerWithin: number;
}

const becameSchema = z.enum([
  'unknown service',
  'not allowed',
  'started',
  'joined',
  'evidence',
  'note',
  'repeat',
  'nothing open',
  'starts nothing',
  'guarded',
]);
export const takenSchema = z.object({
  service: z.string().nullable(),
  environment: z.string().nullable(),
  became: becameSchema,
  said: z.string(),
  id: z.string().optional(),
  runId: z.string().optional(),
});
export type Taken = z.infer<typeof takenSchema>;
/** `holder` is who sent them. Throws 503 when they cannot be handed to Temporal in time: they may be sent again. */
export async function takeAll(
  dependencies: Taking,
  incoming: readonly IncomingAlert[],
  holder: Holder | undefined,
): Promise<Taken[]> {
  const known = new Map<CatalogueEntry, IncomingAlert[]>();
  const refused = new Map<string, Taken>();
  const toPageFor: IncomingAlert[] = [];
  for (const each of incoming) {
    const found = find(dependencies.services, each);
    const refusal = refusalOf(found, holder) ?? nothingToStart(each);
    const isPagedFor = refusal?.became === 'unknown service' && isCritical(each);
    if (isPagedFor) toPageFor.push(each);
    if (refusal !== undefined) {
      const then = isPagedFor ? `. ${whatUnmatchedBecomes(dependencies.services, each)}` : '';
      refused.set(refusal.said, recordRefusal(dependencies, each, { ...refusal, said: `${refusal.said}${then}` }));
    } else if ('entry' in found)
      known
        .set(found.entry, known.get(found.entry) ?? [])
        .get(found.entry)
        ?.push(each);
  }
  const [taken] = await Promise.all([
    Promise.all(
      [...known].flatMap(([entry, all]) => {
        const alerts = all.filter(({ deployment }) => deployment === undefined);
        const begun = all.filter(({ deployment }) => deployment !== undefined);
        const told = alerts.length === 0 ? [] : [takeFor(dependencies, entry, alerts)];
        return [...told, ...begun.map((each) => guardFor(dependencies, entry, each))];
      }),
    ),
    inTime(pageFor(dependencies, toPageFor), dependencies.answerWithin, 'Having somebody paged'),
  ]);
  return [...taken, ...refused.values()];
}

async function pageFor({ pageUnmatched }: Taking, unmatched: readonly IncomingAlert[]): Promise<void> {
  await Promise.all(unmatched.map((each) => pageUnmatched(each)));
}

type Refusal = Pick<Taken, 'became' | 'said'>;

function refusalOf(found: Found, holder: Holder | undefined): Refusal | undefined {
  if ('refused' in found) return { became: 'unknown service', said: `${found.refused} Nothing was started` };
  if (holder === undefined || mayActAs(['sender'], holder, found.entry)) return undefined;
  const { service, environment } = found.entry;
  return {
    became: 'not allowed',
    said: `${holder.name} does not hold for ${service} in ${environment}. Nothing was started`,
  };
}

const nothingToStart = ({ startsNothing }: IncomingAlert): Refusal | undefined =>
  startsNothing === undefined ? undefined : { became: 'starts nothing', said: startsNothing };

const find = (services: Services, { service, environment }: IncomingAlert): Found =>
  service === undefined
    ? { refused: 'The alert has no label `service`. Add it to the alerting rule.' }
    : findService(services, service, environment);

async function takeFor(
  { intake, answerWithin }: Taking,
  entry: CatalogueEntry,
  alerts: readonly IncomingAlert[],
): Promise<Taken> {
  const { service, environment } = entry;
  const { became, said, id, runId } = await inTime(
    intake.take(entry, alerts),
    answerWithin,
    'Passing the alert to Temporal',
  );
  return {
    service,
    environment,
    became,
    said,
    ...(id === undefined ? {} : { id }),
    ...(runId === undefined ? {} : { runId }),
  };
}

async function guardFor(
  { guard, records, answerWithin }: Taking,
  { service, environment }: CatalogueEntry,
  { alert, deployment = '' }: IncomingAlert,
): Promise<Taken> {
  const asking = guard({ service, environment, deployment, requestedBy: alert.source });
  const { id, started, workerPolls } = await inTime(asking, answerWithin, 'Having the deployment guarded');
  const guarded = started ? `${deployment} is guarded from now on` : `${deployment} is guarded, or was, already`;
  const said = workerPolls === false ? noWorkerPolls : guarded;
  records.add({ source: alert.source, alert: alert.name, service, environment, became: 'guarded', said });
  return { service, environment, became: 'guarded', said, id };
}

/** Throws 503 when it takes longer. */
export async function inTime<T>(answer: Promise<T>, answerWithin: number, doing: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const detail = `${doing}: no answer within a second. Send it again; it starts one rollback only`;
    timer = setTimeout(() => reject(new Problem(503, detail)), answerWithin);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function recordRefusal({ records }: Taking, incoming: IncomingAlert, refusal: Refusal): Taken {
  const { source, name } = incoming.alert;
  const service = incoming.service?.slice(0, 200) ?? null;
  const environment = incoming.environment?.slice(0, 200) ?? null;
  const outcome = { service, environment, ...refusal };
  records.add({ source, alert: name, ...outcome });
  return outcome;
}
