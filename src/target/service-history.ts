// Who served when, from what ECS recorded: the time during which a release was alone, before anything newer had a task.
import type { Fact } from '../rollback.js';
import type { SeenServiceDeployment, Situation } from '../situation.js';

/** Milliseconds since the epoch. */
export interface Stay {
  readonly taskDefinition: string;
  /** The end of the deployment that brought it, or brought it back. */
  readonly from: number;
  /** The begin of the next deployment, or now. */
  readonly until: number;
  /** Before this moment no task of the next release can have answered anything. */
  readonly aloneUntil: number;
}

export interface ServiceHistory {
  readonly record: Fact<readonly SeenServiceDeployment[]>;
  readonly stays: readonly Stay[];
}

interface Step {
  readonly id: string;
  readonly created: number;
  readonly begins: number;
  /** When it ended, and what served alone from then on. */
  readonly ended?: { readonly at: number; readonly serves: string };
}

export interface HistoryQuestion {
  readonly situation: Situation;
  /** ISO times; deployments made after `asOf` are left out: our own would make the target look as if it had the trouble. */
  readonly now: string;
  readonly asOf: string | undefined;
  /** Milliseconds: how finely the onset is known, one window of the error rate. */
  readonly measureMs: number;
}

export function historyOf({ situation, now, asOf = now, measureMs }: HistoryQuestion): ServiceHistory {
  const { serviceDeployments: record, taskStartSeconds } = situation;
  const all = record.state === 'known' ? record.value.map(stepOfRecord) : stepsOfService(situation);
  const steps = all.filter(({ created }) => created <= Date.parse(asOf));
  const startMs = taskStartSeconds.state === 'known' ? taskStartSeconds.value * 1_000 : 0;
  // A first task may be quicker than the measured start, and its errors are seen up to a window late.
  const firstTaskAfter = Math.max(0, startMs - measureMs);
  const inOrder = steps.toSorted((a, b) => a.begins - b.begins || a.id.localeCompare(b.id));
  const stays = inOrder.flatMap(({ ended }, index): Stay[] => {
    if (ended === undefined) return [];
    const next = inOrder[index + 1]?.begins;
    const until = next ?? Date.parse(now);
    const aloneUntil = next === undefined ? until : next + firstTaskAfter;
    return [{ taskDefinition: ended.serves, from: ended.at, until, aloneUntil }];
  });
  return { record, stays };
}

function stepOfRecord(deployment: SeenServiceDeployment): Step {
  const { arn: id, createdAt, startedAt, finishedAt } = deployment;
  const step = { id, created: Date.parse(createdAt), begins: Date.parse(startedAt ?? createdAt) };
  const serves = servedAfter(deployment);
  if (finishedAt === undefined || serves === undefined) return step;
  return { ...step, ended: { at: Date.parse(finishedAt), serves } };
}

/** What a finished deployment left serving alone; undefined where that cannot be told. */
export function servedAfter(deployment: SeenServiceDeployment): string | undefined {
  const { status, taskDefinition, sourceTaskDefinitions } = deployment;
  if (status === 'SUCCESSFUL') return taskDefinition;
  return status === 'ROLLBACK_SUCCESSFUL' && sourceTaskDefinitions.length === 1 ? sourceTaskDefinitions[0] : undefined;
}

export interface WentBack {
  /** Task definitions: what was taken back, and what serves since. */
  readonly left: string;
  readonly to: string | undefined;
  /** ISO time. */
  readonly at: string;
}

/** When the newest deployment of all was taken back by ECS to its end, whoever asked for it. */
export function wentBack({ serviceDeployments }: Situation): WentBack | undefined {
  if (serviceDeployments.state !== 'known') return undefined;
  const [newest] = serviceDeployments.value.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const { taskDefinition: left, finishedAt: at } = newest ?? {};
  if (newest?.status !== 'ROLLBACK_SUCCESSFUL' || left === undefined || at === undefined) return undefined;
  return { left, to: servedAfter(newest), at };
}

/** Without ECS's record there are still the deployments that have tasks now. */
const stepsOfService = ({ service }: Situation): Step[] =>
  service.deployments.map(({ id, createdAt, rolloutState, taskDefinition }) => {
    const begins = Date.parse(createdAt);
    const step = { id, created: begins, begins };
    return rolloutState === 'COMPLETED' ? { ...step, ended: { at: begins, serves: taskDefinition } } : step;
  });

/** Milliseconds of the longest time that a release served alone. */
export const longestStay = ({ stays }: ServiceHistory, taskDefinition: string): number =>
  Math.max(0, ...stays.filter((stay) => stay.taskDefinition === taskDefinition).map(({ from, until }) => until - from));
