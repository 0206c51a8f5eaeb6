// A small simulated production for tests: images, tasks and a load balancer, everything on free ports and closed together.
import { Agent, request } from 'node:http';

import type { ApplicationDatabase } from '../../../sandbox/database/application-queries.js';
import { createTaskRuntime } from '../../../sandbox/traffic/application.js';
import { createImages, type ImageBehaviour } from '../../../sandbox/traffic/images.js';
import { createLoadBalancer, type LoadBalancer } from '../../../sandbox/traffic/load-balancer.js';
import { createTrafficMetrics } from '../../../sandbox/traffic/metrics.js';
import { createSimulatedTime } from '../../../sandbox/traffic/time.js';
import type { ForwardRule, RunningTask, TargetGroupSettings } from '../../../sandbox/world.js';

export function anImage(behaviour: Partial<ImageBehaviour> = {}): ImageBehaviour {
  return {
    version: '1.2.2',
    commit: 'def456',
    builtAt: '2025-10-16T10:00:00Z',
    errorRate: 0,
    latencySeconds: 0,
    startsUp: true,
    listens: true,
    healthy: true,
    ...behaviour,
  };
}

export function aTargetGroup(settings: Partial<TargetGroupSettings> = {}): TargetGroupSettings {
  return {
    arn: 'arn:stable',
    name: 'applylens-api-prod',
    healthCheck: {
      path: '/health',
      intervalSeconds: 5,
      timeoutSeconds: 2,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: '200',
    },
    deregistrationDelaySeconds: 30,
    stickiness: false,
    ...settings,
  };
}

export function aRule(rule: Partial<ForwardRule> = {}): ForwardRule {
  return {
    ruleArn: 'arn:rule',
    priority: 'default',
    pathPatterns: [],
    forwardTo: [{ targetGroupArn: 'arn:stable', weight: 1 }],
    ...rule,
  };
}

/** One AWS second lasts 5 ms. */
export async function aDataPlane(
  given: {
    readonly timeScale?: number;
    readonly propagationSeconds?: number;
    /** Query → why the database does not answer it. */
    readonly troubles?: Readonly<Record<string, string>>;
    /** Instead of one that answers with these. */
    readonly database?: Pick<ApplicationDatabase, 'open'>;
    /** Why mail cannot be read, if it cannot. */
    readonly mail?: () => Promise<string | undefined>;
  } = {},
) {
  const { timeScale = 200, propagationSeconds = 5, troubles = {} } = given;
  const lately = (query: string) => troubles[query];
  const answering = {
    open: () => ({ ask: async (query: string) => lately(query), lately, close: async () => undefined }),
  };
  const { database = answering, mail = async () => undefined } = given;
  const time = createSimulatedTime(timeScale);
  const metrics = createTrafficMetrics();
  const images = createImages();
  const runtime = createTaskRuntime({ images, time, metrics, database, mail });
  const loadBalancer = await createLoadBalancer({ time, metrics, port: 0, propagationSeconds });
  const tasks: RunningTask[] = [];
  const printed: string[] = [];
  const startTask = async (behaviour: Partial<ImageBehaviour> = {}, taskId = `task-${tasks.length + 1}`) => {
    const imageDigest = `sha256:${taskId}`;
    images.push(imageDigest, anImage(behaviour));
    const task = await runtime.start({
      taskArn: `arn:task/${taskId}`,
      taskId,
      serviceName: 'applylens-api-prod',
      image: 'applylens/api:test',
      imageDigest,
      environment: { SERVICE_NAME: 'applylens-api', ENVIRONMENT: 'prod' },
      print: (line) => printed.push(line),
    });
    tasks.push(task);
    return { ...task, taskId, imageDigest, target: { id: taskId, port: task.port } };
  };
  return {
    time,
    metrics,
    images,
    runtime,
    printed,
    loadBalancer,
    startTask,
    async close() {
      time.stop();
      await loadBalancer.close();
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}

export type DataPlane = Awaited<ReturnType<typeof aDataPlane>>;

export function stateOf({ health }: Pick<LoadBalancer, 'health'>, id: string, arn = 'arn:stable'): string | undefined {
  return health(arn).find(({ target }) => target.id === id)?.state;
}

export interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly text: string;
  readonly cookies: readonly string[];
}

/** One request on a connection of its own; rejects when the connection breaks. */
export function ask(
  url: string,
  path = '/version',
  { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, url), { method, headers, agent: new Agent() }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('error', reject).once('end', () => {
        const cookies = (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.replace(/;.*$/, ''));
        resolve({ status: answer.statusCode ?? 0, text, cookies, json: parsed(text) });
      });
    });
    outgoing.once('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Sum of a metric's samples whose line contains each of the label texts, for example `code="500"`. */
export async function sumOf({ metrics }: DataPlane, name: string, ...labels: string[]): Promise<number> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith(`${name}{`));
  const chosen = lines.filter((line) => labels.every((label) => line.includes(label)));
  return chosen.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
