// `POST /webhooks/<source>` of every sender but Alertmanager: the raw body is proven first and read afterwards.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { letOn } from '../authorise.js';
import type { Holder } from '../holder.js';
import { Problem, problemSchema } from '../problem.js';
import { type DeliveryMemory, deliveryMemory } from './delivery-memory.js';
import { type Delivery, jsonIn, type Source } from './source.js';
import { inTime, type Taking, takeAll, takenSchema } from './take.js';

const bodyLimit = 512 * 1_024;
const answerSchema = z.object({ alerts: z.array(takenSchema), repeated: z.boolean().optional() });
const senders = ['sender', 'operator'] as const;

/** In a scope of their own: the bodies stay as they came, whatever type they claim to be. */
export async function sourceRoutes(
  server: FastifyInstance,
  { sources, ...taking }: Taking & { readonly sources: readonly Source[] },
): Promise<void> {
  const memory = deliveryMemory();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  // The schema of the body is for readers: what came is held against it once it is proven.
  server.setValidatorCompiler(() => () => true);
  for (const source of sources) {
    const { name, summary, body, verify } = source;
    server.route({
      method: 'POST',
      url: `/webhooks/${name}`,
      schema: {
        summary,
        security: verify === undefined ? [{ bearer: [] }] : [],
        body,
        response: { 202: answerSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
      onRequest: async (request) => {
        if (verify === undefined) await byToken(taking, source, request);
      },
      handler: async (request, reply) => reply.code(202).send(await taken(taking, source, request, memory)),
    });
  }
}

/** Throws 401 where a signature came that nothing here can prove: a token does not save it. */
async function byToken({ tokens }: Taking, { name, signatureHeader }: Source, request: FastifyRequest): Promise<void> {
  if (signatureHeader !== undefined && request.headers[signatureHeader] !== undefined)
    throw new Problem(401, `Refused: it is signed, and no secret of ${name} is set here. Nothing was done`);
  await letOn(tokens, request, senders);
}

async function taken(
  taking: Taking,
  source: Source,
  request: FastifyRequest,
  memory: DeliveryMemory,
): Promise<z.input<typeof answerSchema>> {
  const delivery = deliveryIn(request);
  const body = bodyIn(source, delivery.raw);
  const verifying = source.verify?.(delivery, body) ?? Promise.resolve();
  await inTime(verifying, taking.answerWithin, `Proving that this is from ${source.name}`);
  const id = source.idOf(delivery, body);
  if (id !== undefined && memory.has(source.name, id)) return { alerts: [], repeated: true };
  const incoming = await inTime(
    Promise.resolve(source.alertsIn(body, taking.services)),
    taking.answerWithin,
    `Answering ${source.name}`,
  );
  const alerts = await takeAll(taking, incoming, request.holder ?? signedBy(source));
  if (id !== undefined) memory.keep(source.name, id);
  return { alerts };
}

const signedBy = ({ name }: Source): Holder => ({ name, grants: [{ roles: ['sender'] }] });

const deliveryIn = ({ headers, body }: FastifyRequest): Delivery => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()])),
  raw: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
});

/** Throws 400 when it is not what the sender sends. Nothing is believed of it before it is proven. */
function bodyIn({ name, body }: Source, raw: Buffer): unknown {
  const read = body.safeParse(jsonIn(raw));
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const where = first === undefined || first.path.length === 0 ? '' : ` at ${first.path.join('.')}`;
  throw new Problem(400, `It is not a webhook of ${name}${where}: ${first?.message ?? 'not understood'}`.slice(0, 500));
}
