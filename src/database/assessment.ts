// Runbook › Assess Migration Impact: what taking the schema back to a release would do, from facts alone (design §7). Pure.

import type { RehearsalSummary, RehearsedStep } from './rehearsal.js';
import { plainName } from './rehearsed-losses.js';
import type { SchemaState } from './schema-state.js';
import type { SchemaPath } from './schema-step.js';
import type { ServiceOnDatabase } from './services-on.js';
import { isAdditive, type Loss, type StepVerdict, verdictsOn } from './step-verdict.js';

export interface CountedLoss extends Loss {
  /** Of a table, or one whose rows are changed: all its rows; of a column: those that have a value. Null where it could not be counted in time. */
  readonly rows: number | null;
  readonly step: string;
}

export interface AssessmentFacts {
  /** Every service of the catalogue on this database; none where nothing is taken back. */
  readonly services: readonly ServiceOnDatabase[];
  readonly database: string;
  readonly at: string;
  readonly state: SchemaState;
  /** Heads of the target release's own folder. */
  readonly targetHeads: readonly string[];
  readonly path: SchemaPath;
  /** What the same steps did on a copy of staging, where that is known. */
  readonly rehearsedSteps?: readonly RehearsedStep[];
  readonly filesHash: string;
  readonly stepsFrom?: Assessment['stepsFrom'];
  readonly rehearsed?: Assessment['rehearsed'];
  /** Tasks bring the folder of the release that is left, and no other. */
  readonly runsInTask?: boolean;
  /** Where a person reads that file, at that line. */
  readonly linkTo?: (file: string, line?: number) => string | undefined;
  /** Why it is not known whether this is the database that is meant. */
  readonly notProven?: string;
  readonly losses: readonly CountedLoss[];
  /** A table that is locked because a foreign key of a reached one refers to it → which. */
  readonly alsoReached: Readonly<Record<string, string>>;
}

export interface Assessment {
  readonly database: string;
  readonly at: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly systemIdentifier: string;
  readonly fingerprint: string;
  readonly filesHash: string;
  readonly steps: readonly StepVerdict[];
  /** The release whose folder has the steps, where the one that is left does not know these revisions. */
  readonly stepsFrom?: { readonly tag: string; readonly commit: string; readonly unknown: readonly string[] };
  /** The stored rehearsal of the same way that `steps` and `losses` take into account. */
  readonly rehearsed?: Pick<RehearsalSummary, 'at' | 'testsBefore'>;
  /** Revisions that the target expects and the database has not. */
  readonly lacks: readonly string[];
  /** One transaction for all, unless a step runs outside of one. */
  readonly transactions: 'one' | 'each';
  readonly losses: readonly CountedLoss[];
  /** What the upgrades have destroyed already; it comes back empty. */
  readonly alreadyLost: readonly CountedLoss[];
  readonly services: readonly ServiceOnDatabase[];
  readonly reaches: readonly string[];
  readonly invalidIndexes: readonly string[];
  /** The target finds all that it knows: every step up only added something. */
  readonly isAdditive: boolean;
  /** Why the schema is not taken back, each with what to do. None: it may be rehearsed. */
  readonly refusals: readonly string[];
}

export function assess(facts: AssessmentFacts): Assessment {
  const { state, path, targetHeads } = facts;
  const steps = verdictsOn(path, facts.rehearsedSteps);
  return {
    database: facts.database,
    at: facts.at,
    from: state.revisions ?? [],
    to: targetHeads,
    systemIdentifier: state.systemIdentifier,
    fingerprint: state.fingerprint,
    filesHash: facts.filesHash,
    steps: steps.map((each) => linked(bounded(each), facts.linkTo)),
    ...(facts.stepsFrom === undefined ? {} : { stepsFrom: facts.stepsFrom }),
    ...(facts.rehearsed === undefined ? {} : { rehearsed: facts.rehearsed }),
    lacks: path.up.map(({ revision }) => revision),
    transactions: steps.every(({ isTransactional }) => isTransactional) ? 'one' : 'each',
    losses: facts.losses,
    alreadyLost: steps.flatMap(({ alreadyLost, revision }) =>
      alreadyLost.map((loss) => ({ ...loss, rows: null, step: revision })),
    ),
    services: facts.services,
    reaches: [...new Set([...steps.flatMap(({ reaches }) => reaches), ...Object.keys(facts.alsoReached)])],
    invalidIndexes: state.invalidIndexes,
    isAdditive: path.down.every(isAdditive),
    refusals: refusalsOf(facts, steps),
  };
}

const sqlLimit = 2_000;

/** What is shown of a step; the whole of it stands in its file. */
const bounded = ({ source, ...step }: StepVerdict): StepVerdict => {
  let left = sqlLimit;
  const cut = source === undefined ? {} : { source: source.slice(0, sqlLimit) };
  return { ...step, ...cut, sql: step.sql.flatMap((each) => ((left -= each.length) > 0 ? [each] : [])) };
};

function linked(step: StepVerdict, linkTo: AssessmentFacts['linkTo']): StepVerdict {
  const link = linkTo?.(step.file, step.line);
  return link === undefined ? step : { ...step, link };
}

function refusalsOf(
  { state, path, targetHeads, notProven, stepsFrom, runsInTask }: AssessmentFacts,
  steps: readonly StepVerdict[],
): string[] {
  const irreversible = steps.filter(({ kind }) => kind === 'irreversible');
  return [
    ...(notProven === undefined
      ? []
      : [`whether the URL leads to the database that is meant is not known: ${notProven}`]),
    ...(state.revisions === undefined
      ? [
          'the database has no table alembic_version: whether Alembic ever ran in it is not known; look which database the URL names',
        ]
      : []),
    ...(stepsFrom !== undefined && runsInTask === true
      ? [
          `the steps are those of ${stepsFrom.tag}, and tasks run those of the release that is left: deploy ${stepsFrom.tag}, or set alembic.runner to local`,
        ]
      : []),
    ...(state.isReader ? ['the URL leads to a reader, which takes no change; give the writer’s'] : []),
    ...(state.isPooled
      ? ['the URL leads to a transaction pooler, in which no session keeps its lock; give the server’s own']
      : []),
    ...(state.mayCreate ? [] : [`${state.user} may not change the schema; give the URL of its owner`]),
    ...(targetHeads.length > 1
      ? [`the target has several heads (${targetHeads.join(', ')}): name one as database.target`]
      : []),
    ...(path.up.length > 0
      ? [
          `the database is behind the target: it lacks ${path.up.map(({ revision }) => revision).join(', ')}; bring it there by the pipeline`,
        ]
      : []),
    ...invalidInTheWay(state, steps),
    ...irreversible.map(
      ({ revision, file, line, because }) =>
        `${revision} cannot be taken back: ${because} (${file}${line === undefined ? '' : `:${line}`}); fix forward, or restore a backup`,
    ),
  ];
}

/** Staging has no such index: what the steps leave of it cannot be foretold. */
function invalidInTheWay({ invalidIndexes, invalidOn }: SchemaState, steps: readonly StepVerdict[]): string[] {
  const reached = new Set(steps.flatMap(({ reaches }) => reaches.map(plainName)));
  const isInTheWay =
    steps.some(({ kind }) => kind === 'unclear') || invalidOn.some((each) => reached.has(plainName(each)));
  if (invalidIndexes.length === 0 || steps.length === 0 || !isInTheWay) return [];
  return [
    `a migration failed half way and left ${invalidIndexes.join(', ')} INVALID on a table that the way back changes: either drop it (DROP INDEX CONCURRENTLY ${invalidIndexes.join(', ')}) and retry, or finish the migration by its pipeline`,
  ];
}
