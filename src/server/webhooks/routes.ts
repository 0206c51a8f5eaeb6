import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Found } from '../../catalogue/catalogue.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { findService, type Services } from '../../client/services.js';
import { holderOf, holding, reading } from '../authorise.js';
import { type Holder, mayActAs, mayRead } from '../holder.js';
import { Problem, problemSchema } from '../problem.js';
import type { Tokens } from '../tokens.js';
import { alertmanagerBody, fromAlertmanager } from './alertmanager.js';
import type { Decided } from './decide.js';
import type { IncomingAlert } from './incoming.js';
import type { Intake } from './intake.js';
import type { Records } from './records.js';

interface Dependencies {
  readonly services: Services;
  readonly tokens: Tokens;
  readonly intake: Intake;
  readonly records: Records;
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
]);
const takenSchema = z.object({
  service: z.string().nullable(),
  environment: z.string().nullable(),
  became: becameSchema,
  said: z.string(),
  id: z.string().optional(),
  runId: z.string().optional(),
});
type Taken = z.infer<typeof takenSchema>;
const recordSchema = takenSchema
  .omit({ id: true, runId: true })
  .extend({ source: z.string(), alert: z.string(), firstAt: z.string(), lastAt: z.string(), count: z.number().int() });

/** `POST /webhooks/alertmanager`, and what became of all alerts at `GET /webhooks/records`. */
export function webhookRoutes(server: FastifyInstance, dependencies: Dependencies): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.route({
    method: 'POST',
    url: '/webhooks/alertmanager',
    onRequest: holding(dependencies.tokens, 'sender', 'operator'),
    schema: {
      summary: "Alertmanager's webhook: firing alerts of a known service start a rollback",
      security: [{ bearer: [] }],
      body: alertmanagerBody,
      response: { 202: z.object({ alerts: z.array(takenSchema) }), '4xx': problemSchema, '5xx': problemSchema },
    },
    handler: async (request, reply) => {
      const alerts = await takeAll(dependencies, fromAlertmanager(request.body), request.holder);
      return reply.code(202).send({ alerts });
    },
  });
  typed.route({
    method: 'GET',
    url: '/webhooks/records',
    onRequest: reading(dependencies.tokens),
    schema: {
      summary: 'What became of the newest alerts, those of unknown services included',
      security: [{ bearer: [] }],
      response: { 200: z.object({ records: z.array(recordSchema) }) },
    },
    handler: async (request) => {
      const holder = holderOf(request);
      const all = dependencies.records.newestFirst();
      return { records: all.filter((each) => mayRead(holder, placeOf(each))) };
    },
  });
}

/** An alert that names no service is shown to who may read any. */
const placeOf = ({ environment, service }: Pick<Taken, 'environment' | 'service'>) => ({
  environment: environment ?? '',
  service: service ?? '',
});

async function takeAll(
  dependencies: Dependencies,
  incoming: readonly IncomingAlert[],
  holder: Holder | undefined,
): Promise<Taken[]> {
  const known = new Map<CatalogueEntry, IncomingAlert[]>();
  const refused = new Map<string, Taken>();
  for (const each of incoming) {
    const found = find(dependencies.services, each);
    const refusal = refusalOf(found, holder);
    if (refusal !== undefined) refused.set(refusal.said, recordRefusal(dependencies, each, refusal));
    else if ('entry' in found)
      known
        .set(found.entry, known.get(found.entry) ?? [])
        .get(found.entry)
        ?.push(each);
  }
  const taken = await Promise.all([...known].map(([entry, alerts]) => takeFor(dependencies, entry, alerts)));
  return [...taken, ...refused.values()];
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

const find = (services: Services, { service, environment }: IncomingAlert): Found =>
  service === undefined
    ? { refused: 'The alert has no label `service`. Add it to the alerting rule.' }
    : findService(services, service, environment);

async function takeFor(
  { intake, answerWithin }: Dependencies,
  entry: CatalogueEntry,
  alerts: readonly IncomingAlert[],
): Promise<Taken> {
  const { service, environment } = entry;
  const { became, said, id, runId } = await inTime(intake.take(entry, alerts), answerWithin);
  return {
    service,
    environment,
    became,
    said,
    ...(id === undefined ? {} : { id }),
    ...(runId === undefined ? {} : { runId }),
  };
}

async function inTime(deciding: Promise<Decided>, answerWithin: number): Promise<Decided> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const detail =
      'Passing the alert to Temporal: no answer within a second. Send it again; it starts one rollback only';
    timer = setTimeout(() => reject(new Problem(503, detail)), answerWithin);
  });
  try {
    return await Promise.race([deciding, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function recordRefusal({ records }: Dependencies, incoming: IncomingAlert, refusal: Refusal): Taken {
  const { source, name } = incoming.alert;
  const service = incoming.service?.slice(0, 200) ?? null;
  const environment = incoming.environment?.slice(0, 200) ?? null;
  const outcome = { service, environment, ...refusal };
  records.add({ source, alert: name, ...outcome });
  return outcome;
}
