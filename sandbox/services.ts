import type { Observation } from './observation.js';
import { addServiceWithPast, type ProductionNeeds } from './production.js';
import { createTrafficGenerator, type TrafficGenerator } from './traffic/generator.js';
import type { LoadBalancer } from './traffic/load-balancer.js';

export interface SandboxService {
  /** ECS service, family, target group and load balancer. */
  readonly name: string;
  /** Its load balancer. */
  readonly url: string;
}

const usualRequestsPerSecond = 60;

const visits = [
  '/agents/inbox.search/search?q=meeting',
  { path: '/agents/inbox.triage/predict', body: { email_id: 'test-123' } },
  { path: '/auth/login', body: { username: 'test', password: 'test' } },
];

/** The services of this production, each behind a listener of its own and visited by its own users. */
export function createServices(
  needs: ProductionNeeds,
  { loadBalancer, observation }: { loadBalancer: LoadBalancer; observation: Observation },
  options: { readonly requestsPerSecond?: number },
) {
  const { requestsPerSecond = usualRequestsPerSecond } = options;
  const services: SandboxService[] = [];
  const visitors: TrafficGenerator[] = [];
  return {
    services,
    add: async (name: string): Promise<SandboxService> => {
      const router = services.length === 0 ? loadBalancer : await loadBalancer.addListener();
      await addServiceWithPast(needs, name, { router, host: '127.0.0.1', port: router.port });
      const service = { name, url: router.url };
      services.push(service);
      if (requestsPerSecond > 0) {
        observation.remember(name, requestsPerSecond);
        const generator = createTrafficGenerator({ url: router.url, requestsPerSecond, paths: visits });
        generator.start();
        visitors.push(generator);
      }
      return service;
    },
    leave: async (): Promise<void> => {
      await Promise.all(visitors.map((generator) => generator.stop()));
    },
  };
}

/** `applylens-api-prod`, 2 → `applylens-api-2-prod`: the environment stays at the end. */
export function nameOfService(first: string, number: number): string {
  return number === 1 ? first : first.replace(/-(?=[^-]+$)/, `-${number}-`);
}
