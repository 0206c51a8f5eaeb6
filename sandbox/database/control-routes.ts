import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { conditions, type Database } from './database.js';

const changeShape = z.strictObject({ condition: z.enum(conditions), seconds: z.number().min(0).max(600).optional() });

export function addDatabaseRoutes(control: FastifyInstance, database: Database): void {
  const shown = () => ({ url: database.url, condition: database.condition });
  control.get('/database', shown);
  control.post('/database', async (request) => {
    const { condition, seconds } = changeShape.parse(request.body);
    await database.become(condition, seconds);
    return shown();
  });
}
