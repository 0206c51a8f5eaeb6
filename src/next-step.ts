// What a person does after a run (design §9: next step, one command).
import type { CatalogueEntry } from './catalogue/entry.js';
import { describeCanaryCommand } from './plan/canary-commands.js';
import { describeServiceCommand, forceDeployCommand, shellWord } from './plan/commands.js';
import type { Report } from './report.js';
import type { Outcome, ReleaseName, RollbackRequest, TargetRequest } from './rollback.js';
import { familyAndRevision, oneLine, shortName } from './runbook/wording.js';

type Next = Report['next'];

interface Ended {
  readonly entry: CatalogueEntry;
  readonly outcome: Outcome;
  readonly changed: boolean;
  /** What was changed: "Production was changed: see what serves". */
  readonly inWords: string;
  /** Why the rollback was asked for. */
  readonly reason: string;
  readonly to?: ReleaseName;
  /** As it was asked for, where the schema was to go back as well. */
  readonly database?: RollbackRequest['database'];
  /** The release that served before the first change serves alone again, or the target does, unverified. */
  readonly servesAlone?: { readonly which: 'as before' | 'the target'; readonly release: ReleaseName };
  /** ECS service of the canary, where that is rolled back. */
  readonly canary?: string;
  readonly notHeld?: boolean;
}

/** After a run that ended without having done what was asked. */
export function nextStep(ended: Ended): Next {
  const { entry, outcome, changed, inWords, canary, to, servesAlone } = ended;
  const again = startCommand(ended, ended.reason);
  if (!changed) return { sentence: `${inWords}; start again when it is needed`, command: again };
  if (outcome === 'NOT_RECOVERED') return afterNoRecovery(ended);
  if (servesAlone?.which === 'the target') return afterUnmeasured(entry, `${shortName(servesAlone.release)} serves`);
  if (servesAlone !== undefined) {
    const sentence = `${shortName(servesAlone.release)} serves as before, as bad as before: mend what hindered the way back or name an older target, then start again`;
    return { sentence, command: again };
  }
  if (canary === undefined && outcome === 'PARTIAL' && to !== undefined) {
    const sentence = 'Some tasks still run another release; deploy the target by its name again, never a blind restart';
    return { sentence, command: forceDeployCommand(entry, familyAndRevision(to.taskDefinition)) };
  }
  if (outcome === 'ROLLED_BACK' || outcome === 'ROLLED_BACK_TO_OTHER')
    return afterUnmeasured(entry, `The release we left ${isHeld(ended.notHeld)}`);
  const command = canary === undefined ? describeServiceCommand(entry) : describeCanaryCommand(entry, canary);
  if (outcome !== 'FAILED_DIRTY' && canary === undefined) return { sentence: inWords, command };
  const then =
    canary === undefined
      ? `${inWords}; then go to a release that is proven good`
      : 'See how far the canary is; then finish it';
  return { sentence: `${then}: ${startCommand(ended, 'finish the rollback')}`, command };
}

/** Going where it is already would not help. */
function afterNoRecovery({ entry, canary }: Ended): Next {
  if (canary !== undefined) {
    const sentence = 'The canary is out and was not the cause, or not alone: look at the service itself';
    return { sentence, command: `${planCommand(entry)} --scope service` };
  }
  const sentence = `Mend the cause (Diagnosis, below), go to an older target, or back to what was left with ${undoCommand(entry)}`;
  return { sentence, command: planCommand(entry) };
}

const afterUnmeasured = (entry: CatalogueEntry, what: string): Next => ({
  sentence: `${what}; recovery was not measured: see whether it is well${entry.dashboard === undefined ? '' : `, ${entry.dashboard}`}`,
  command: planCommand(entry),
});

export const isHeld = (notHeld = false): string =>
  notHeld ? 'could not be marked as held (Pin it, below)' : 'is held';

/** After a rollback that worked: the cause, and whether it stays well. */
export const afterRecovery = (entry: CatalogueEntry, notHeld = false): Next => ({
  sentence: `Find the root cause, fix and re-deploy; the release we left ${isHeld(notHeld)}. Does it stay well? ${entry.dashboard ?? 'The plan shows what is wrong then'}`,
  command: planCommand(entry),
});

/** The command that takes the canary out. */
export const startCanary = (entry: CatalogueEntry): string =>
  startWords(entry, 'the canary is bad', ['--scope', 'canary']);

/** After an undo of Method 4. */
export const afterCanaryUndo = (entry: CatalogueEntry): Next => ({
  sentence: `Whatever was wrong with the canary may be wrong again; to take it out: ${startCanary(entry)}`,
  command: planCommand(entry),
});

export const afterTakeOver = (entry: CatalogueEntry): Next => ({
  sentence: 'Somebody deployed another release: ask who and why; start again if it is still needed',
  command: planCommand(entry),
});

/** What was only planned, as it was asked for. */
export const startPlanned = (
  entry: CatalogueEntry,
  { reason, target, scope, undoes, database }: RollbackRequest,
): string =>
  startWords(entry, reason, [
    ...(undoes === undefined ? [] : ['--undoes', undoes]),
    ...(target === undefined ? [] : targetOptions(target)),
    ...(scope === undefined ? [] : ['--scope', scope]),
    ...databaseOptions(database),
  ]);

/** Troubleshooting proposes it and does nothing of it: the schema has its own gates (decision 13). */
export const startWithDatabase = (entry: CatalogueEntry, to: ReleaseName): string =>
  startWords(entry, 'the schema does not fit the release', [...targetOptions(to), ...databaseOptions({})]);

function databaseOptions(database: RollbackRequest['database']): string[] {
  if (database === undefined) return [];
  const { target, order } = database;
  return [
    ...(target === undefined ? ['--database'] : ['--database-target', target]),
    ...(order === undefined ? [] : ['--database-order', order]),
  ];
}

type Place = Pick<Report, 'service' | 'environment'>;

export const planCommand = ({ service, environment }: Place): string => `runback plan ${service} --env ${environment}`;
export const reportCommand = ({ service, environment }: Place): string =>
  `runback report ${service} --env ${environment}`;
export const undoCommand = ({ service, environment }: Place): string => `runback undo ${service} --env ${environment}`;

const startCommand = ({ entry, to, canary, database }: Ended, reason: string): string =>
  startWords(
    entry,
    reason,
    canary === undefined
      ? [...(to === undefined ? [] : targetOptions(to)), ...databaseOptions(database)]
      : ['--scope', 'canary'],
  );

function startWords({ service, environment, policy }: CatalogueEntry, reason: string, what: readonly string[]): string {
  const where = [service, '--env', environment, '--reason', oneLine(reason, 80)];
  const act = policy.mode === 'observe' ? ['--act'] : [];
  return ['runback', 'start', ...where, ...what, ...act].map(shellWord).join(' ');
}

const targetOptions = ({ version, commit, tag, taskDefinition }: TargetRequest): string[] => {
  if (version !== undefined) return ['--target-version', version];
  if (commit !== undefined) return ['--target-commit', commit];
  if (taskDefinition !== undefined) return ['--target-task-definition', taskDefinition];
  return tag === undefined ? [] : ['--target-tag', tag];
};
