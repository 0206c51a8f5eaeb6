import { Counter, Histogram, Registry } from 'prom-client';

/** Whose traffic it is: the catalogue's name of the service and the environment, not the ECS service's name. */
export interface ServiceLabels {
  readonly service: string;
  readonly environment: string;
}

export interface ProxiedRequest extends ServiceLabels {
  /** HTTP status the client got; 460 when the client left before an answer. */
  readonly code: number;
  readonly targetGroup: string;
  readonly seconds: number;
}

export interface AnsweredRequest extends ServiceLabels {
  readonly version: string;
  readonly task: string;
  readonly code: number;
  /** A route of the application, never the raw path. */
  readonly path: string;
}

/** A task asked its pool for a connection to the database. */
export interface ConnectionAttempt extends ServiceLabels {
  readonly version: string;
  /** It got none. */
  readonly failed: boolean;
}

export interface TrafficMetrics {
  readonly registry: Registry;
  /** Announces a target group, so that its first error is an increase from 0 and not a series out of nowhere. */
  expectTargetGroup(labels: ServiceLabels, targetGroup: string): void;
  proxied(request: ProxiedRequest): void;
  answered(request: AnsweredRequest): void;
  connected(attempt: ConnectionAttempt): void;
  /** The Prometheus text format. */
  text(): Promise<string>;
}

const expectedCodes = ['200', '500', '502', '503'];
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10];

/**
 * Counters of real requests: `http_*` as the load balancer sees them, `app_*` as the tasks do.
 * @param onProxied told of each request that the load balancer answered
 */
export function createTrafficMetrics(onProxied?: (request: ProxiedRequest) => void): TrafficMetrics {
  const registry = new Registry();
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered by the load balancer, its own 502, 503 and 504 included.',
    labelNames: ['service', 'environment', 'code', 'target_group'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request at the load balancer to the end of its answer.',
    labelNames: ['service', 'environment', 'target_group'],
    buckets: durationBuckets,
    registers: [registry],
  });
  const answers = new Counter({
    name: 'app_requests_total',
    help: 'Requests answered by the tasks, health checks included.',
    labelNames: ['service', 'environment', 'version', 'task', 'code', 'path'],
    registers: [registry],
  });
  const connections = createConnectionMetrics(registry);
  return {
    registry,
    expectTargetGroup({ service, environment }, target_group) {
      for (const code of expectedCodes) requests.inc({ service, environment, code, target_group }, 0);
    },
    proxied(request) {
      const { service, environment, code, targetGroup: target_group, seconds } = request;
      requests.inc({ service, environment, code, target_group });
      durations.observe({ service, environment, target_group }, seconds);
      onProxied?.(request);
    },
    answered: (request) => answers.inc({ ...request }),
    connected: connections,
    text: () => registry.metrics(),
  };
}

/** As the application's pools count them: both rise from 0 with the first attempt of a release. */
function createConnectionMetrics(registry: Registry): TrafficMetrics['connected'] {
  const named = { labelNames: ['service', 'environment', 'version'] as const, registers: [registry] };
  const attempts = new Counter({
    ...named,
    name: 'database_connection_attempts_total',
    help: 'How often a task asked its pool for a connection to the database.',
  });
  const failures = new Counter({
    ...named,
    name: 'database_connection_failures_total',
    help: 'How often it got none: refused, or none free in time.',
  });
  return ({ failed, ...labels }) => {
    attempts.inc(labels);
    failures.inc(labels, failed ? 1 : 0);
  };
}
