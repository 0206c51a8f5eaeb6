// What a person does after a run that ended without having done what was asked (design §9: next step, one command).
import type { CatalogueEntry } from './catalogue/entry.js';
import { describeCanaryCommand } from './plan/canary-commands.js';
import { describeServiceCommand, forceDeployCommand, shellWord } from './plan/commands.js';
import type { Report } from './report.js';
import type { Outcome, ReleaseName } from './rollback.js';
import { oneLine } from './runbook/wording.js';

interface Ended {
  readonly entry: CatalogueEntry;
  readonly outcome: Outcome;
  readonly changed: boolean;
  /** What was changed: "Production was changed: see what serves". */
  readonly inWords: string;
  /** Why the rollback was asked for. */
  readonly reason: string;
  readonly to?: ReleaseName;
  /** ECS service of the canary, where that is rolled back. */
  readonly canary?: string;
}

export function nextStep(ended: Ended): Report['next'] {
  const { entry, outcome, changed, inWords, canary } = ended;
  if (!changed)
    return { sentence: `${inWords}; start again when it is needed`, command: startCommand(ended, ended.reason) };
  const command = canary === undefined ? describeServiceCommand(entry) : describeCanaryCommand(entry, canary);
  if (canary === undefined && outcome === 'PARTIAL' && ended.to !== undefined) {
    const sentence = 'Some tasks still run another release; deploy the target by its name again, never a blind restart';
    return { sentence, command: forceDeployCommand(entry, ended.to.taskDefinition) };
  }
  if (outcome !== 'FAILED_DIRTY' && outcome !== 'NOT_RECOVERED') return { sentence: inWords, command };
  if (canary !== undefined) {
    return { sentence: `${inWords}; then finish it: ${startCommand(ended, 'finish the rollback')}`, command };
  }
  return {
    sentence: `${inWords}; then go to a release that is proven good: ${startCommand(ended, 'finish the rollback')}`,
    command,
  };
}

/** After a rollback that worked: the cause, and whether it stays well. */
export const afterRecovery = ({ service, environment, dashboard }: CatalogueEntry): Report['next'] => ({
  sentence: `Find the root cause, fix and re-deploy; the release we left is held. Does it stay well? ${dashboard ?? 'The plan shows what is wrong then'}`,
  command: `runback plan ${service} --env ${environment}`,
});

function startCommand({ entry: { service, environment, policy }, to, canary }: Ended, reason: string): string {
  const where = [service, '--env', environment, '--reason', oneLine(reason, 80)];
  const act = policy.mode === 'observe' ? ['--act'] : [];
  const what = canary === undefined ? (to === undefined ? [] : targetOptions(to)) : ['--scope', 'canary'];
  return ['runback', 'start', ...where, ...what, ...act].map(shellWord).join(' ');
}

const targetOptions = ({ version, commit, taskDefinition }: ReleaseName): string[] => {
  if (version !== undefined) return ['--target-version', version];
  return commit === undefined ? ['--target-task-definition', taskDefinition] : ['--target-commit', commit];
};
