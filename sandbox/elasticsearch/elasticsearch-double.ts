// A double of Elasticsearch that knows the health of its cluster, as it was told.
import Fastify from 'fastify';
import { z } from 'zod';

export const colours = ['green', 'yellow', 'red'] as const;
export type Colour = (typeof colours)[number];

export interface ElasticsearchDouble {
  readonly url: string;
  status: Colour;
  /** Whether it answers; connections are closed otherwise. */
  reachable: boolean;
  close(): Promise<void>;
}

const shards = { green: [10, 0], yellow: [10, 5], red: [8, 7] } as const;
const querySchema = z.object({ wait_for_status: z.enum(colours).optional() });

/** @throws Error when the port is taken */
export async function startElasticsearchDouble({ port }: { readonly port: number }): Promise<ElasticsearchDouble> {
  const chosen: Pick<ElasticsearchDouble, 'status' | 'reachable'> = { status: 'green', reachable: true };
  const server = Fastify({ forceCloseConnections: true });
  server.addHook('onRequest', async (request, reply) => {
    if (chosen.reachable) return;
    reply.hijack();
    request.raw.socket.destroy();
  });
  server.get('/_cluster/health', (request, reply) => {
    const { wait_for_status: wanted = 'red' } = querySchema.parse(request.query);
    const timedOut = colours.indexOf(chosen.status) > colours.indexOf(wanted);
    return reply.code(timedOut ? 408 : 200).send(healthOf(chosen.status, timedOut));
  });
  const url = await server.listen({ host: '127.0.0.1', port });
  return Object.assign(chosen, { url, close: () => server.close() });
}

function healthOf(status: Colour, timed_out: boolean): object {
  const [active, unassigned] = shards[status];
  return {
    cluster_name: 'applylens',
    status,
    timed_out,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    active_primary_shards: active,
    active_shards: active,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: unassigned,
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: (active / (active + unassigned)) * 100,
  };
}
