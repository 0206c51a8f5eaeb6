import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { conditions, type Database } from './database.js';
import type { FurtherDatabases } from './further-databases.js';

const changeShape = z.strictObject({ condition: z.enum(conditions), seconds: z.number().min(0).max(600).optional() });

/** What AWS takes as an instance's, and every system as a folder's. */
const furtherShape = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z](?:-?[a-z0-9])*$/)
    .max(63),
});

export interface DatabaseNeeds {
  readonly database: Database;
  readonly addDatabase: FurtherDatabases['add'];
}

export function addDatabaseRoutes(control: FastifyInstance, { database, addDatabase }: DatabaseNeeds): void {
  const shown = () => ({ url: database.url, condition: database.condition });
  control.get('/database', shown);
  control.post('/database', async (request) => {
    const { condition, seconds } = changeShape.parse(request.body);
    await database.become(condition, seconds);
    return shown();
  });
  control.post('/databases', (request) => addDatabase(furtherShape.parse(request.body).name));
}
