// What may be said of one service in one environment. Each section is one way in which Runback reaches the service.
import { z } from 'zod';
import { checklistItems, methodNames } from '../../vocabulary.js';
import { releasePlaceholders } from '../measured-entry.js';
import { github } from './github.js';
import { people } from './people.js';
import { releaseField } from './release-field.js';
import { releaseScript } from './release-script.js';
import * as kinds from './scalars.js';
import { triggers, wholeSteps } from './triggers.js';

const { text, name, url, duration, ratio, wholeNumber } = kinds;
const texts = z.record(z.string(), text);
const names = z.array(name);
const sample = wholeNumber(1, 1_000_000);
/** It stands in PromQL. */
const agentName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
  error: 'a name of letters, digits, dots, dashes and underscores as key',
});
const agent = z.strictObject({ slo: ratio.optional(), minimumSample: sample.optional() });
const mode = kinds.oneOf('observe', 'propose', 'act');

const query = kinds.template(['window'], ['window']);
const releaseQuery = kinds
  .template(['window', ...releasePlaceholders], ['window'])
  .refine((given) => releasePlaceholders.some((name) => given.includes(`{{${name}}}`)), {
    error: 'a query of one release, with {{version}}, {{commit}} or {{revision}} in it',
  });
const agentQuery = kinds.template(['window', 'agent'], ['window', 'agent']);
const methodTimes = z.strictObject({ expected: duration, budget: duration });

/** Values of a JSON answer are compared as text: `true` and `3` may be written as they are. */
const expectedValue = kinds.scalar('a text, a number or true or false', (value) =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined,
);

const credentialHeaders = /^(authorization|proxy-authorization|cookie|x-api-key|x-auth-token)$/i;
/** A reference would be sent as it is written: nothing resolves references in headers yet. */
const noCredential = kinds.scalar(
  'no credential: smoke requests are sent without one so far',
  (): string | undefined => undefined,
  () => true,
);
const headers = z.record(z.string(), z.unknown()).transform((given, context) => {
  const read: Record<string, string> = {};
  for (const [header, value] of Object.entries(given)) {
    const result = (credentialHeaders.test(header) ? noCredential : text).safeParse(value);
    if (result.success) read[header] = result.data;
    else for (const issue of result.error.issues) context.addIssue({ ...issue, code: 'custom', path: [header] });
  }
  return read;
});

const smokeRequest = z.strictObject({
  method: kinds.oneOf('GET', 'POST', 'PUT', 'DELETE', 'HEAD'),
  url,
  headers: headers.optional(),
  body: kinds.scalar('the text of the body', (value) => (typeof value === 'string' ? value : undefined)).optional(),
  expectStatus: wholeNumber(100, 599).optional(),
  expectFields: z.record(z.string(), expectedValue).optional(),
  within: duration.optional(),
  writes: kinds.flag.optional(),
});

const timings = wholeSteps(
  z.strictObject({
    errorRateMinute: duration,
    errorRateFor: duration,
    errorRateBaseline: duration,
    latencyFor: duration,
    latencyBaseline: duration,
    latencyBaselineStep: duration,
    burnRateLong: duration,
    burnRateShort: duration,
    connectionFailuresFor: duration,
    watch: duration,
    watchAtMost: duration,
    monitor: duration,
    escalateAfter: duration,
    escalateAfterSEV1: duration,
    escalateEvery: duration,
    gateSEV1: duration,
    gateSEV2: duration,
    gateEndsAfter: duration,
    databaseGateEndsAfter: duration,
    operatorEndsAfter: duration,
    soak: duration,
    suspectWithin: duration,
    minimumRung: duration,
    propagation: duration,
    methods: z.strictObject({
      automatic: methodTimes,
      script: methodTimes,
      'ecs-task': methodTimes,
      canary: methodTimes,
      database: methodTimes,
    }),
    poll: duration,
    metricsPoll: duration,
    guardEvery: duration,
    escalationLook: duration,
    updates: duration,
    updatesWhileWaiting: duration,
    httpTimeout: duration,
  }),
);

/** A section that may be left out is optional here; defaults are merged in before, so what is required must be there then. */
export const settings = z.strictObject({
  aliases: names.optional(),
  aws: z.strictObject({ region: kinds.region, endpoint: kinds.origin.optional(), roleArn: kinds.roleArn.optional() }),
  ecs: z.strictObject({ cluster: name, service: name, family: name.optional(), targetGroups: names.optional() }),
  release: z.strictObject({ version: releaseField, commit: releaseField, tag: releaseField.optional() }),
  version: z.strictObject({ url, fields: texts }),
  health: z.strictObject({
    url,
    expect: z.record(z.string(), expectedValue),
  }),
  smoke: z.record(z.string(), smokeRequest).optional(),
  prometheus: z
    .strictObject({
      url,
      queries: z.strictObject({
        errorRate: query,
        requests: query,
        successRate: query.optional(),
        p95Seconds: query.optional(),
        connectionFailures: query.optional(),
        connectionAttempts: query.optional(),
        agentErrorRate: agentQuery.optional(),
        agentRequests: agentQuery.optional(),
        releaseErrorRate: releaseQuery.optional(),
        releaseRequests: releaseQuery.optional(),
      }),
    })
    .optional(),
  triggers,
  recovery: z.strictObject({
    errorRateBelow: ratio,
    successRateAbove: ratio,
    p95Below: duration.optional(),
    trafficWithin: ratio.optional(),
    minimumSample: sample,
    freshConnections: wholeNumber(1, 200),
  }),
  agents: z.record(agentName, agent).optional(),
  alertmanager: z.strictObject({ url, authorization: kinds.reference.optional() }).optional(),
  database: name.optional(),
  thirdParties: z.record(z.string(), z.strictObject({ url: url.optional(), query: text.optional() })).optional(),
  elasticsearch: z.strictObject({ url, authorization: kinds.reference.optional() }).optional(),
  paging: z
    .strictObject({ url, routingKey: kinds.reference, escalateTo: text, onCallRoutingKey: kinds.reference.optional() })
    .optional(),
  github: github.optional(),
  contacts: texts.optional(),
  dashboard: url.optional(),
  parameters: z.strictObject({ path: kinds.folder }).optional(),
  logs: z.strictObject({ group: kinds.folder }).optional(),
  releases: z
    .strictObject({
      knownGood: z.array(text).optional(),
      blocked: z.array(text).optional(),
      oldestAllowed: text.optional(),
    })
    .optional(),
  policy: z.strictObject({
    mode,
    approvals: wholeNumber(0, 5),
    identity: kinds.oneOf('claimed', 'authenticated'),
    methods: z.array(kinds.oneOf(...methodNames)),
    confirmByPerson: z.array(kinds.oneOf(...checklistItems)),
    stopPipeline: kinds.flag,
    rollBackAgain: kinds.flag,
    automaticAtMost: z.array(z.strictObject({ runs: wholeNumber(1, 100), within: duration })),
    modeOf: z.record(z.string(), mode).optional(),
  }),
  timings,
  ...releaseScript,
  canary: z.strictObject({ service: name, targetGroup: name }).optional(),
  ...people,
});

export type Settings = z.output<typeof settings>;

/** What an environment says of itself. Any other kind than staging and simulation counts as production. */
export const environmentItself = {
  kind: text.optional(),
  timeScale: kinds.factor.optional(),
  endpoints: z.record(kinds.endpointName, kinds.origin).optional(),
};
