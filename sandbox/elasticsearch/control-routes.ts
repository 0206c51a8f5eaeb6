import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { colours, type ElasticsearchDouble } from './elasticsearch-double.js';

const changeShape = z.strictObject({ status: z.enum(colours).optional(), reachable: z.boolean().optional() });

export function addElasticsearchRoutes(control: FastifyInstance, elasticsearch: ElasticsearchDouble): void {
  const shown = () => ({ status: elasticsearch.status, reachable: elasticsearch.reachable });
  control.get('/elasticsearch', shown);
  control.post('/elasticsearch', (request) => {
    const { status = elasticsearch.status, reachable = elasticsearch.reachable } = changeShape.parse(request.body);
    Object.assign(elasticsearch, { status, reachable });
    return shown();
  });
}
