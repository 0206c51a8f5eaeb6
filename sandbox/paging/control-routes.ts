import type { FastifyInstance } from 'fastify';

import { faultShape } from '../web-double.js';
import { managersRoutingKey, people, policies, restTokens, routingKey, services } from './account.js';
import type { PagingDouble } from './paging-double.js';

export function addPagingRoutes(control: FastifyInstance, paging: PagingDouble): void {
  control.get('/paging', () => ({
    url: paging.url,
    restUrl: paging.restUrl,
    routingKey,
    managersRoutingKey,
    restToken: restTokens.write,
    people,
    policies: policies.map(({ id, name }) => ({ id, name })),
    services: services.map(({ id, name }) => ({ id, name })),
    faults: paging.faults.pending(),
    messages: paging.messages(),
    requests: paging.requests(),
  }));
  control.post('/paging', (request) => {
    const fault = faultShape.parse(request.body);
    paging.faults.inject(fault);
    return fault;
  });
}
