import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { pageAddress } from '../../identifiers.js';
import { mayRead } from '../holder.js';
import { Problem } from '../problem.js';
import { entryAt, wherePath } from '../rollback-routes.js';
import { type Notice, pageOf } from './layout.js';
import { listPage } from './list-page.js';
import { type Looked, lookAt } from './look.js';
import type { PageNeeds } from './routes.js';
import { everyOf, liveEvery, servicePage } from './service-page.js';
import { askToSignIn, type Visit, visitOf } from './visit.js';

/** Answers with the service as the visitor may see it. Throws 403 and 404. */
export function lookFor(needs: PageNeeds, where: z.infer<typeof wherePath>, { holder }: Visit): Promise<Looked> {
  const entry = entryAt(needs.services, where);
  if (mayRead(holder, entry)) return lookAt(needs.client, entry);
  throw new Problem(403, `${holder.name} does not hold for ${entry.service} in ${entry.environment}`);
}

export const visitorOf = ({ session, holder }: Visit): { name: string; csrf: string } => ({
  name: holder.name,
  csrf: session.csrf,
});

export function pageOfService(looked: Looked, visit: Visit, notice?: Notice): string {
  const { service, environment } = looked.entry;
  return pageOf({
    title: `${service} ${environment}`,
    body: servicePage(looked, visit.holder, new Date()),
    visitor: visitorOf(visit),
    notice,
    live: { address: pageAddress(looked.entry), every: everyOf(looked) },
  });
}

/** A notice is for the next page that a person loads; the script's looks leave it. */
function takeNotice({ session }: Visit, { headers }: FastifyRequest): Notice | undefined {
  if (headers['sec-fetch-mode'] !== undefined && headers['sec-fetch-mode'] !== 'navigate') return undefined;
  const { notice } = session;
  session.notice = undefined;
  return notice;
}

export function lookRoutes(server: FastifyInstance, needs: PageNeeds): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const list = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const visit = await visitOf(request, needs);
    if (visit === undefined) return askToSignIn(request, reply);
    const body = await listPage(needs, visit.holder);
    const live = { address: '/', every: liveEvery.none };
    const notice = takeNotice(visit, request);
    return reply.send(pageOf({ title: 'Rollbacks', body, visitor: visitorOf(visit), live, notice }));
  };
  typed.route({ method: 'GET', url: '/', schema: { hide: true }, handler: list });
  typed.route({
    method: 'GET',
    url: '/:environment/:service',
    schema: { hide: true, params: wherePath },
    handler: async (request, reply) => {
      const visit = await visitOf(request, needs);
      if (visit === undefined) return askToSignIn(request, reply);
      const looked = await lookFor(needs, request.params, visit);
      return reply.send(pageOfService(looked, visit, takeNotice(visit, request)));
    },
  });
}
