import { badRelease } from './bad-release.js';
import { blueGreen } from './blue-green.js';
import { canaryBad } from './canary-bad.js';
import { credentialsExpired } from './credentials-expired.js';
import { deploymentInProgress } from './deployment-in-progress.js';
import { migrationScenarios } from './migrations.js';
import { missingParameter } from './missing-parameter.js';
import { notTheRelease } from './not-the-release.js';
import { partial } from './partial.js';
import { approval, approvalTimeout, breakGlass, chatDown, escalates, nobodyAnswers } from './people.js';
import { scriptFails, scriptLies, wrongTarget } from './release-script.js';
import type { Scenario } from './scenario.js';
import { superseded } from './superseded.js';
import { breakerReverts, crashLoop, makesItWorse } from './target-turned.js';
import {
  alreadyAlarming,
  burnRate,
  databaseConnections,
  errorRate,
  flapping,
  latency,
  metricsGap,
  thirdPartyOutage,
} from './triggers.js';

const all: readonly Scenario[] = [
  badRelease,
  blueGreen,
  canaryBad,
  deploymentInProgress,
  missingParameter,
  notTheRelease,
  scriptFails,
  scriptLies,
  partial,
  wrongTarget,
  crashLoop,
  credentialsExpired,
  superseded,
  makesItWorse,
  breakerReverts,
  approval,
  approvalTimeout,
  nobodyAnswers,
  breakGlass,
  chatDown,
  escalates,
  errorRate,
  latency,
  burnRate,
  databaseConnections,
  alreadyAlarming,
  flapping,
  thirdPartyOutage,
  metricsGap,
  ...migrationScenarios,
];

export const scenarioNames: readonly string[] = all.map(({ name }) => name);

export const hasCanary = (name: string): boolean => scenarioNamed(name).canary !== undefined;

/** @throws Error naming the scenarios that there are */
export function scenarioNamed(name: string): Scenario {
  const found = all.find((scenario) => scenario.name === name);
  if (found) return found;
  throw new Error(`There is no scenario ${name}; choose one of: ${scenarioNames.join(', ')}.`);
}
