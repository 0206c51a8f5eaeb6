// The JSON of a report (design §9), as strict as its readers may rely on.
import { z } from 'zod';
import { causeKinds } from '../../src/diagnosis.js';
import { messageNames } from '../../src/identifiers.js';
import { outcomes } from '../../src/vocabulary.js';
import { changes, release } from './report-shape-changes.js';

const time = z.iso.datetime();
const text = z.string().min(1);
const line = z.strictObject({ at: time, text, by: text.optional() });
const method = z.enum(['automatic', 'script', 'ecs-task', 'canary', 'database']);
const checkVerdict = z.enum(['passed', 'failed', 'could not measure', 'not yet', 'not configured', 'not connected']);

const attempt = z.strictObject({
  method,
  result: z.enum(['claimed', 'refused', 'failed', 'out-of-time']),
  reason: text,
  startedAt: time,
  endedAt: time,
});

const times = z.strictObject({
  alertAt: time.optional(),
  acceptedAt: time,
  firstChangeAt: time.optional(),
  restoredAt: time.optional(),
  stableAt: time.optional(),
  verifiedAt: time.optional(),
  closedAt: time,
});

const verification = z.strictObject({
  verdict: z.enum(['recovered', 'not recovered', 'could not measure', 'not yet', 'not verified']),
  checks: z.array(z.strictObject({ name: text, verdict: checkVerdict, evidence: text })),
});

const diagnosis = z.strictObject({
  at: time,
  causes: z.array(
    z.strictObject({
      kind: z.enum(causeKinds),
      sentence: text,
      evidence: z.array(text),
      remedy: text,
      command: text.optional(),
      heading: text,
      carriedOutBy: z.enum(['a person', 'decide', 'its own gates']),
    }),
  ),
  conclusion: text.optional(),
  lookedAt: z.array(z.strictObject({ source: text, state: z.enum(['read', 'unknown', 'not connected']), found: text })),
});

const people = {
  checklist: z.array(
    z.strictObject({
      item: z.enum([
        'verify-issue',
        'check-status',
        'communicate',
        'create-incident',
        'identify-version',
        'backup-plan',
      ]),
      title: text,
      state: z.enum(['done', 'open', 'not connected']),
      how: z.enum(['automatic', 'person', 'break-glass']).optional(),
      by: text.optional(),
      at: time.optional(),
      evidence: text.optional(),
    }),
  ),
  approvals: z.array(
    z.strictObject({
      decision: z.enum(['approve', 'reject', 'break-glass', 'silence', 'not asked']),
      at: time,
      by: text.optional(),
      identity: z.enum(['claimed', 'authenticated']).optional(),
      comment: text.optional(),
    }),
  ),
};

const spoken = z.strictObject({
  at: time,
  message: z.enum(messageNames),
  by: text,
  identity: z.enum(['claimed', 'authenticated']),
  text,
});

export const reportShape = z.strictObject({
  id: text,
  runId: text,
  service: text,
  environment: text,
  outcome: z.enum(outcomes),
  headline: text,
  diagnosis: diagnosis.optional(),
  trigger: z.strictObject({
    kind: z.enum(['alert', 'metric', 'deployment', 'person']),
    name: text.optional(),
    summary: text.optional(),
    startsAt: time.optional(),
    fingerprint: text.optional(),
    url: z.url().optional(),
  }),
  requester: z
    .strictObject({
      by: text.optional(),
      kind: z.enum(['person', 'machine']),
      identity: z.enum(['claimed', 'authenticated']),
    })
    .optional(),
  severity: z.enum(['SEV1', 'SEV2']),
  reason: text,
  impact: text.optional(),
  request: z.looseObject({ service: text, environment: text, reason: text }),
  from: release.optional(),
  to: release.optional(),
  method: method.optional(),
  onset: time.optional(),
  attempts: z.array(attempt),
  times,
  ...people,
  messages: z.array(spoken).max(300).optional(),
  verification,
  ...changes,
  incident: text.optional(),
  prevention: z
    .array(z.strictObject({ title: text, kept: z.enum(['kept', 'not kept', 'unknown']), evidence: text, source: text }))
    .optional(),
  runbookReview: text.optional(),
  passedOver: z.array(text),
  escalations: z.array(line),
  notConnected: z.array(text),
  timeScale: z.number().optional(),
  next: z.strictObject({ sentence: text, command: text.optional() }),
  timeline: z.array(line).max(500),
});
