import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { DeployHost } from './deploy-host.js';
import { variants } from './release-script.js';

const changeShape = z.strictObject({ variant: z.enum(variants).optional(), reachable: z.boolean().optional() });

export function addDeployHostRoutes(control: FastifyInstance, host: DeployHost): void {
  const shown = () => {
    const { variant, reachable, url, files } = host;
    return { url, sshConfig: files.config, variant, reachable, runs: host.runs(), commands: host.commands() };
  };
  control.get('/deploy-host', shown);
  control.post('/deploy-host', (request) => {
    const { variant = host.variant, reachable = host.reachable } = changeShape.parse(request.body);
    Object.assign(host, { variant, reachable });
    return shown();
  });
}
