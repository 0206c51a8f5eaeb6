// Turns what was seen into a plan (design §5.4): pure, the same inside a workflow and outside. Nothing in here touches anything.

import { commonTrouble } from './failing-beside.js';
import { namedBreach } from './guard/confirmation.js';
import { bothBad } from './plan/both-bad.js';
import { canaryWay, type Way } from './plan/canary.js';
import { canaryUndoWay } from './plan/canary-undo.js';
import { canaryStays } from './plan/canary-warnings.js';
import { changeSentence, suspectChange } from './plan/configuration-change.js';
import { differencesBetween } from './plan/differences.js';
import { predictDeployment } from './plan/duration.js';
import { flapping } from './plan/flap-guard.js';
import { type Balance, momentOf, speaksAgainst, speaksFor } from './plan/for-and-against.js';
import { criteriaWarnings } from './plan/manual-criteria.js';
import { plannedMethods } from './plan/methods.js';
import { secondInARow } from './plan/second-in-a-row.js';
import { suspectSentence, suspicionOf } from './plan/suspect.js';
import { wrongNow, wrongSince } from './plan/trouble.js';
import { warningsOf } from './plan/warnings.js';
import type { Plan } from './plan-shape.js';
import type { Fact, RollbackRequest } from './rollback.js';
import { markInForce, settingsBefore } from './run-mark.js';
import type { DeploymentSettings, Situation } from './situation.js';
import { nameOf, releaseToLeave } from './target/release-to-leave.js';
import { chooseTarget, type TargetQuestion } from './target.js';

export function makePlan(question: TargetQuestion): Plan {
  return planOf(question, canaryUndoWay(question) ?? canaryWay(question) ?? serviceWay(question));
}

function serviceWay(question: TargetQuestion): Way {
  const { situation, entry, request, now, asOf, leaving, skipped = [] } = question;
  const from = leaving === undefined ? releaseToLeave(situation, asOf) : nameOf(situation, leaving);
  const target = chooseTarget(question);
  return {
    judged: situation,
    from,
    target,
    methods: plannedMethods({ situation, entry, request, from, target, now, skipped }),
    warnings: [...warningsOf(situation, entry, from, target), ...canaryStays(situation)],
    wouldRevertUs: wouldRevertUs(settingsToPutBack(situation)),
    inARow: secondInARow({ situation, entry, request, from, now }),
    ...slowestPart(situation),
  };
}

function planOf({ situation, entry, request, now }: TargetQuestion, way: Way): Plan {
  const { judged, from, target, inARow, methods, warnings, canary } = way;
  const suspicion = suspicionOf({ situation: judged, request, entry, from });
  const again = flapping(situation.automaticRollbacks, entry, now);
  const balance: Balance = { situation: judged, entry, request, from, suspicion };
  return {
    madeAt: now,
    service: entry.service,
    environment: entry.environment,
    from,
    target,
    methods,
    for: speaksFor(balance),
    against: [
      ...(inARow === undefined ? [] : [inARow]),
      ...(again === undefined ? [] : [again]),
      ...speaksAgainst(balance),
    ],
    ...present('suspect', suspectSentence(suspicion, from) ?? suspectOtherwise(balance)),
    ...present('secondInARow', inARow),
    ...present('flapping', again),
    ...present('commonTrouble', commonTrouble(situation.failingBeside, momentOf(balance))),
    ...present('bothBad', bothBad(situation, entry)),
    wrongNow: namedBreach(situation, request, entry) ?? wrongNow(situation, request),
    ...present('wrongSince', wrongSince(suspicion, from, entry)),
    ...(target.kind === 'none' || way.undoesCanary === true
      ? {}
      : { differs: differencesBetween(situation, from.taskDefinition, target.target.release.taskDefinition) }),
    warnings: [...criteriaWarnings(request, from), ...warnings],
    ...(canary === undefined ? {} : { canary }),
    ...(way.undoesCanary === undefined ? {} : { undoesCanary: way.undoesCanary }),
    wouldRevertUs: way.wouldRevertUs,
    formerSettings: settingsToPutBack(situation),
    ...(way.slowestPart === undefined ? {} : { slowestPart: way.slowestPart }),
    notConnected: notConnected(situation, [...entry.notConnected, ...askedForButNotConnected(request)]),
    ...(entry.timeScale === undefined ? {} : { timeScale: entry.timeScale }),
    deploymentsSeen: situation.service.deployments.map(({ id }) => id),
  };
}

/** No deployment, but a change of its configuration. */
function suspectOtherwise({ situation, suspicion, entry }: Balance): string | undefined {
  const change = suspectChange(situation.parameterChanges, suspicion, entry);
  return change && changeSentence(change, suspicion);
}

const present = <K extends 'suspect' | 'secondInARow' | 'flapping' | 'commonTrouble' | 'bothBad' | 'wrongSince'>(
  key: K,
  value: string | undefined,
): Partial<Record<K, string>> => (value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>));

function slowestPart(situation: Situation): Pick<Plan, 'slowestPart'> {
  const prediction = predictDeployment(situation);
  return 'slowestPart' in prediction ? { slowestPart: prediction.slowestPart } : {};
}

/** A run that was terminated left them off: then they are what they were before it. */
function settingsToPutBack({ service, seenAt }: Situation): DeploymentSettings {
  const mark = markInForce(service, seenAt);
  return mark === undefined ? service.settings : settingsBefore(mark, service.settings);
}

/** Decision 31: what would take the service back to the bad release while ours is under way. */
function wouldRevertUs({ circuitBreaker, alarms }: DeploymentSettings): string[] {
  const then = 'switched off for our deployment, restored afterwards';
  return [
    ...(circuitBreaker.enable && circuitBreaker.rollback ? [`circuit breaker with rollback is on: ${then}`] : []),
    ...(alarms?.enable === true && alarms.rollback
      ? [`deployment alarms with rollback are on (${alarms.names.join(', ')}): ${then}`]
      : []),
  ];
}

function notConnected(situation: Situation, known: readonly string[]): string[] {
  const facts: Readonly<Record<string, Fact<unknown>>> = {
    'load balancer': situation.targetGroups,
    'version endpoint': situation.versionEndpoint,
    'health endpoint': situation.healthEndpoint,
    'error rate': situation.errorRate,
  };
  const missing = Object.entries(facts).flatMap(([name, { state }]) => (state === 'not connected' ? [name] : []));
  return [...new Set([...known, ...situation.notConnected, ...missing])];
}

/** Fields of later features are accepted and said, never silently dropped. */
const askedForButNotConnected = ({ group }: RollbackRequest): string[] => [
  ...(group === undefined ? [] : ['groups of services']),
];
