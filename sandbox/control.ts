// The control API: what a test or a drill may do to the simulated production, and what it may ask of it.
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';

import { scaleByPolicy } from './aws/application-autoscaling/scaling-policy.js';
import { type Fault, faultShape, type PendingFault } from './aws/faults.js';
import { digestOf } from './aws/identifiers.js';
import { addRdsRoutes } from './aws/rds/control-routes.js';
import type { SimulatedAws } from './aws/simulated-aws.js';
import { addDatabaseRoutes } from './database/control-routes.js';
import type { FurtherDatabases } from './database/further-databases.js';
import { addDeployHostRoutes } from './deploy-host/control-routes.js';
import { addElasticsearchRoutes } from './elasticsearch/control-routes.js';
import { addGithubRoutes } from './github/control-routes.js';
import { addMailProviderRoutes, type MailProvider } from './mail-provider.js';
import { type SourceCondition, sourceConditions } from './metrics/exposure.js';
import type { Organisation } from './organisation.js';
import { addPagingRoutes } from './paging/control-routes.js';
import type { PagingDouble } from './paging/paging-double.js';
import { addSlackRoutes } from './slack/control-routes.js';
import type { Sandbox } from './start.js';
import { addStatuspageRoutes } from './statuspage/control-routes.js';
import { summaryOf } from './summary.js';
import type { Images } from './traffic/images.js';

export interface ControlNeeds extends Organisation {
  readonly aws: SimulatedAws;
  readonly paging: PagingDouble;
  readonly images: Images;
  readonly deploy: Sandbox['deploy'];
  readonly migrate: Sandbox['migrate'];
  readonly addService: (name: string) => Promise<object>;
  readonly addDatabase: FurtherDatabases['add'];
  readonly setPropagation: (seconds: number) => void;
  readonly mailProvider: MailProvider;
  readonly becomeMeasured: (condition: SourceCondition) => void;
  /** The scenario's releases turn into what they turn into. */
  readonly turn: () => void;
}

const imageShape = z.strictObject({
  repository: z.string(),
  tag: z.string().optional(),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional(),
  behaviour: z.strictObject({
    version: z.string(),
    commit: z.string(),
    builtAt: z.iso.datetime().default(() => new Date().toISOString()),
    errorRate: z.number().min(0).max(1).default(0),
    latencySeconds: z.number().min(0).default(0.01),
    startsUp: z
      .union([
        z.literal(true),
        z.strictObject({ exitCode: z.number().int(), after: z.union([z.literal('start'), z.number()]) }),
      ])
      .default(true),
    listens: z.boolean().default(true),
    healthy: z.boolean().default(true),
    unhealthyBecause: z.string().optional(),
    prints: z
      .strictObject({ atStart: z.array(z.string()).optional(), atFailure: z.array(z.string()).optional() })
      .optional(),
  }),
});

const alarmShape = z.strictObject({
  name: z.string(),
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  reason: z.string().optional(),
  periodSeconds: z.number().int().min(1).optional(),
  evaluationPeriods: z.number().int().min(1).optional(),
});

const scalingShape = z.strictObject({
  cluster: z.string().default('applylens-prod'),
  service: z.string(),
  desiredCount: z.number().int().min(0),
});

const deploymentShape = z.strictObject({
  service: z.string().optional(),
  release: z.enum(['next', 'later']).optional(),
});

const credentialsShape = z.strictObject({ accessKeyId: z.string().min(1), expired: z.boolean() });

const imageReference = z.strictObject({
  repository: z.string(),
  tag: z.string().optional(),
  digest: z.string().optional(),
});

/** Not yet listening. Bad requests are answered 400 with a sentence. */
export function createControl(needs: ControlNeeds): FastifyInstance {
  const control = Fastify({ forceCloseConnections: true });
  control.setErrorHandler((error, _request, reply) => {
    const detail =
      error instanceof z.ZodError ? z.prettifyError(error) : String(error instanceof Error ? error.message : error);
    return reply.code(400).send({ detail });
  });
  addFaultRoutes(control, needs.aws);
  addAwsRoutes(control, needs);
  addImageRoutes(control, needs);
  addOrganisationRoutes(control, needs);
  control.get('/state', () => summaryOf(needs.aws));
  control.get('/calls', (request) => {
    const { operation } = z.object({ operation: z.string().optional() }).parse(request.query);
    return { calls: needs.aws.calls.list(operation) };
  });
  control.post('/deploy', async (request) => {
    const { service, release } = deploymentShape.parse(request.body ?? {});
    await needs.migrate(release);
    return needs.deploy(service, release);
  });
  control.post('/turn', (_request, reply) => {
    needs.turn();
    return reply.send({});
  });
  control.post('/metrics', (request) => {
    const changed = z.strictObject({ source: z.enum(sourceConditions) }).parse(request.body);
    needs.becomeMeasured(changed.source);
    return changed;
  });
  control.post('/services', (request) =>
    needs.addService(z.strictObject({ name: z.string() }).parse(request.body).name),
  );
  return control;
}

function addAwsRoutes(control: FastifyInstance, { aws, setPropagation }: ControlNeeds): void {
  addRdsRoutes(control, aws.databases, aws.ecs.time);
  control.post('/alarms', (request) => aws.alarms.set(alarmShape.parse(request.body)));
  control.post('/scaling', (request) => scaleByPolicy(aws, scalingShape.parse(request.body)));
  control.post('/propagation', (request) => {
    const changed = z.strictObject({ seconds: z.number().min(0) }).parse(request.body);
    setPropagation(changed.seconds);
    return changed;
  });
  control.post('/lag', (request) => {
    const changed = z.strictObject({ seconds: z.number().min(0) }).parse(request.body);
    aws.ecs.reads.setSeconds(changed.seconds);
    return changed;
  });
  control.post('/vcpus', (request) => {
    const changed = z.strictObject({ limit: z.number().min(0) }).parse(request.body);
    aws.ecs.vcpus.limit = changed.limit;
    return { ...changed, inUse: aws.ecs.vcpus.inUse() };
  });
}

function addOrganisationRoutes(control: FastifyInstance, needs: ControlNeeds): void {
  addDeployHostRoutes(control, needs.deployHost);
  addGithubRoutes(control, needs.github);
  addElasticsearchRoutes(control, needs.elasticsearch);
  addDatabaseRoutes(control, needs);
  addSlackRoutes(control, needs.slack);
  addPagingRoutes(control, needs.paging);
  addStatuspageRoutes(control, needs.statuspage);
  addMailProviderRoutes(control, needs.mailProvider);
}

function addFaultRoutes(control: FastifyInstance, { faults, expired }: SimulatedAws): void {
  control.post('/credentials', (request) => {
    const changed = credentialsShape.parse(request.body);
    expired[changed.expired ? 'add' : 'delete'](changed.accessKeyId);
    return changed;
  });
  const shown = ({ id, fault, left }: PendingFault): Fault & { id: number; left: number } => ({ id, ...fault, left });
  control.post('/faults', (request) => shown(faults.add(faultShape.parse(request.body))));
  control.get('/faults', () => ({ faults: faults.pending().map(shown) }));
  control.delete('/faults', (request) => {
    faults.clear(z.strictObject({ about: z.string().optional() }).parse(request.query).about);
    return { faults: faults.pending().map(shown) };
  });
}

function addImageRoutes(control: FastifyInstance, { aws: { registry }, images }: ControlNeeds): void {
  control.post('/images', (request) => {
    const {
      repository,
      tag,
      behaviour,
      digest = digestOf(JSON.stringify(request.body)),
    } = imageShape.parse(request.body);
    images.push(digest, behaviour);
    registry.push({ repository, digest, ...(tag === undefined ? {} : { tag }) });
    return { repository, digest, tag };
  });
  control.delete('/images', (request) => {
    const { repository, tag, digest } = imageReference.parse(request.body);
    const named = { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
    if (registry.remove(repository, named)) return { removed: { repository, ...named } };
    throw new Error(`Repository ${repository} has no image ${tag ?? digest ?? 'without tag and digest'}.`);
  });
}
