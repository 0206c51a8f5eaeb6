import type { FastifyInstance } from 'fastify';

import { faultShape } from '../web-double.js';
import { apiKey, createComponents, page } from './page.js';
import type { StatuspageDouble } from './statuspage-double.js';

export function addStatuspageRoutes(control: FastifyInstance, statuspage: StatuspageDouble): void {
  control.get('/statuspage', () => ({
    url: statuspage.url,
    apiKey,
    pageId: page.id,
    components: createComponents().map(({ id, name }) => ({ id, name })),
    faults: statuspage.faults.pending(),
    messages: statuspage.messages(),
    requests: statuspage.requests(),
  }));
  control.post('/statuspage', (request) => {
    const fault = faultShape.parse(request.body);
    statuspage.faults.inject(fault);
    return fault;
  });
}
