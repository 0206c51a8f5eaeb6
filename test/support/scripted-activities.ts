// The outside world of a workflow test: every activity answers what a good night would, unless the test scripts it otherwise.
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities, Followed } from '../../activities/activities.js';
import { searchAttributes } from '../../src/identifiers.js';
import { canaryWithout } from './a-canary.js';
import { anEntry, arn, aSituation, now, type SituationGiven } from './a-situation.js';
import type { EntryGiven } from './an-entry.js';
import { noEvidence, outageOf, recovered } from './good-answers.js';
import { scriptedDatabase } from './scripted-database.js';
import { scriptedGuard } from './scripted-guard.js';
import { allServe, running, servedBy, versionOf } from './what-serves.js';

export interface Call {
  readonly activity: keyof Activities;
  readonly input: unknown;
}

export type Script = Partial<Activities> & {
  readonly entry?: EntryGiven;
  /** Its times are moved from the builders' night to the present. */
  readonly situation?: SituationGiven;
};

export interface Scripted {
  readonly activities: Activities;
  readonly calls: readonly Call[];
  readonly callsOf: (activity: keyof Activities) => readonly unknown[];
}

/** What the calls made of the world. */
interface World {
  /** Task definition of what was restored. */
  serves?: string;
}

const at = () => new Date().toISOString();

/** Moves every ISO time so that the night's `now` is the present of the first call: what happened stays where it was. */
function movedToNow(): <T>(value: T) => T {
  const iso = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
  let delta: number | undefined;
  const moved = (time: string) => {
    delta ??= Date.now() - Date.parse(now);
    return new Date(Date.parse(time) + delta).toISOString();
  };
  return <T>(value: T) => JSON.parse(JSON.stringify(value).replace(iso, moved)) as T;
}

/** Waits as a follower does: it heartbeats, and a cancel ends it. */
export const forEver = async (): Promise<never> => {
  const beat = setInterval(() => Context.current().heartbeat(), 500);
  try {
    return await Context.current().cancelled;
  } finally {
    clearInterval(beat);
  }
};

export const refusedBecause = (type: string, message: string): never => {
  throw ApplicationFailure.nonRetryable(message, type);
};

/** Temporal tries it again, for as long as the proxy lets it. */
export const throttled = async (): Promise<never> => {
  throw ApplicationFailure.retryable('UpdateService: ThrottlingException', 'AwsThrottled');
};

function goodNight(script: Script, world: World): Activities {
  const entry = anEntry({ ...script.entry, timings: { poll: 50, metricsPoll: 50, ...script.entry?.timings } });
  const move = movedToNow();
  const situation = () => move({ ...aSituation(script.situation), seenAt: now });
  return {
    acceptRequest: async ({ service }) =>
      service === entry.service || entry.aliases.includes(service)
        ? { entry, searchAttributes }
        : refusedBecause('UnknownService', `No service ${service} in the catalogue; known are ${entry.service}`),
    checkRelayed: async () => ({ signature: 'not checked', why: 'the worker has no key' }),
    lookAround: async () => situation(),
    measureErrorRate: async () => situation().errorRate,
    startEcsDeployment: async ({ target }) => ({
      deploymentId: 'ecs-svc/ours',
      taskDefinition: target.release.taskDefinition,
      createdAt: at(),
      how: 'started',
      changedAt: at(),
      switchedOff: ['circuit breaker rollback'],
    }),
    checkReleaseScript: async () => ({ ready: true, notes: ['git tag prod-v1.2.2-20251016-def456 is def456abc123'] }),
    runReleaseScript: async () => ({
      end: 'exited',
      exitCode: 0,
      why: 'exit 0',
      isOver: true,
      lines: ['✅ Rollback complete!'],
      linesInAll: 1,
      file: 'deploy@host:~/output',
    }),
    findScriptDeployment: async ({ release: { taskDefinition } }) => ({
      found: 'target',
      deploymentId: 'ecs-svc/of-the-script',
      taskDefinition,
      createdAt: at(),
    }),
    takeBackDeployment: async () => ({ not: 'refused', why: 'no deployment is in progress', sent: false }),
    leaveFailedDeployment: async () => ({ why: 'applylens-api-prod:123 is PRIMARY again' }),
    stopPipeline: async () => ({ stopped: [], goesOn: [] }),
    dispatchPipelineRollback: async () => ({ sent: 'no', why: 'the catalogue has no rollback workflow' }),
    newestPipelineRollback: async () => 0,
    findPipelineRollback: async () => refusedBecause('GithubRefused', 'none was dispatched'),
    followPipelineRun: async () => ({ end: 'succeeded', why: 'run 7 ended with success' }),
    stopLeftOverTasks: async ({ leave }) => ({ left: leave, stopped: ['a1b2', 'c3d4'] }),
    followDeployment: async ({ until, taskDefinition }) =>
      until === 'taken over'
        ? forEver()
        : {
            end: until,
            at: at(),
            why: `4 of 4 tasks v${versionOf(taskDefinition)}, nothing else left`,
            serving: servedBy(taskDefinition),
            lastProgressAt: at(),
          },
    restoreDeploymentSettings: async () => ({ at: at(), changed: true }),
    readCanary: async () => canaryWithout(),
    shiftTrafficToStable: async () => ({ changedAt: at(), at: at(), changed: ['rule 10 of api:443'], redone: 0 }),
    stopCanaryTasks: async ({ scaling }) => ({ at: at(), desiredBefore: 1, suspended: scaling !== 'none' }),
    followCanary: async ({ until }) =>
      until === 'raised again' ? forEver() : { end: until, at: at(), why: '20 of 20 connections v1.2.2' },
    raiseCanaryTasks: async () => ({ at: at(), desiredBefore: 0, changed: true }),
    followCanaryTasks: async () => ({ end: 'tasks', at: at(), why: 'the canary has no traffic, 1 task (desired 1)' }),
    giveCanaryTraffic: async () => ({ changedAt: at(), at: at(), changed: ['rule 10 of api:443'], redone: 0 }),
    restoreCanaryScaling: async () => ({ at: at(), changed: true }),
    forgetCanary: async () => undefined,
    tagRelease: async () => undefined,
    untagRelease: async () => undefined,
    forgetRun: async () => undefined,
    readServing: async () => {
      const { service } = situation();
      const { serves } = world;
      return serves === undefined
        ? { service, serving: servedBy(arn(124)) }
        : { service: running(serves, service), serving: servedBy(serves) };
    },
    checkTargetServes: async ({ taskDefinition }) => allServe(taskDefinition),
    watchRecovery: async () => recovered,
    standTripwire: forEver,
    gatherEvidence: async () => noEvidence(at()),
    awsAnswers: forEver,
    gatherPrevention: async () => ({
      staging: { state: 'not connected' },
      checkRuns: { state: 'known', value: { commit: 'abc123', total: 4, open: 0, failed: ['integration'] } },
    }),
    releaseScriptMended: forEver,
    measureOutage: async () => outageOf(situation().errorRate),
    page: async () => ({ at: at() }),
    tellChannel: async ({ channel }) => ({ at: at(), thread: { channel }, link: `https://chat.example/${channel}` }),
    readStatus: async () => ({ state: 'open' }),
    storeReport: async ({ report }) => ({ json: `reports/${report.id}.json`, markdown: `reports/${report.id}.md` }),
    amendReport: async () => undefined,
    writeAudit: async () => undefined,
    readFormerRuns: async () => ({}),
    readUndone: async ({ id }) => ({ found: 'nothing', why: `no report of a rollback ${id}` }),
    describeRollback: async () => ({ status: 'RUNNING', failingWorkflowTaskAttempts: 0 }),
    requestOfRunning: async () => ({ answer: 'gone' }),
    ...{ ...scriptedDatabase(), ...scriptedGuard() },
  };
}

function served(
  world: World,
  { end }: Followed,
  { taskDefinition = arn(121) }: { readonly taskDefinition?: string },
): void {
  if (end === 'failed' || end === 'stalled' || end === 'out of time') delete world.serves;
  else if (end !== 'taken over') world.serves = taskDefinition;
}

const isFollowed = (answer: unknown): answer is Followed =>
  typeof answer === 'object' && answer !== null && 'end' in answer && 'lastProgressAt' in answer;

export function scripted(script: Script = {}): Scripted {
  const { entry: _entry, situation: _situation, ...overrides } = script;
  const calls: Call[] = [];
  const world: World = {};
  const all = Object.entries({ ...goodNight(script, world), ...overrides }).map(([activity, play]) => [
    activity,
    async (input: unknown) => {
      calls.push({ activity: activity as keyof Activities, input });
      const answer = await (play as (input: unknown) => Promise<unknown>)(input);
      if (activity === 'followPipelineRun' && (answer as { end: string }).end === 'succeeded') world.serves = arn(121);
      if (isFollowed(answer)) served(world, answer, input as { readonly taskDefinition?: string });
      return answer;
    },
  ]);
  return {
    activities: Object.fromEntries(all),
    calls,
    callsOf: (activity) => calls.filter((call) => call.activity === activity).map(({ input }) => input),
  };
}
