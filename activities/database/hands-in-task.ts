// The way down by tasks: one that ends what was left and reads, one that walks, one that reads again.
import { Context } from '@temporalio/activity';
import { catalogueQuery } from '../../src/database/catalogue-query.js';
import { blockersQuestion } from '../../src/database/questions.js';
import { askInTask, followRunning } from './ask-task.js';
import type { Hands, PartOfWalk } from './downgrade.js';
import { type InTask, lookInTask, nameOf, questionFor } from './in-task.js';
import { anotherDatabase } from './migrated.js';
import type { Blocker } from './orphans.js';
import { advisoryLock, settingsOfWalk } from './walk-path.js';

const walkWithinMs = 110 * 60_000;

export interface InTaskWalk extends InTask {
  readonly transactions: 'one' | 'each';
  /** Of all steps of the assessment, in its order. */
  readonly steps: readonly string[];
  readonly filesHash: string;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** A task that is at work for an earlier attempt is followed to its end first. */
export function handsInTask(inTask: InTaskWalk): Hands {
  const application = nameOf(inTask.run);
  const attempt = Context.current().info.attempt;
  let arrivals = 0;
  // What an abort left is read as well.
  const unaborted = { ...inTask, signal: new AbortController().signal };
  return {
    async arrive(reaches) {
      if (arrivals === 0) await followEarlier(inTask);
      arrivals += 1;
      const asks = reaches.length === 0 ? [] : [blockersQuestion(reaches, application)];
      const of = `-${attempt}-${arrivals}`;
      const { state, orphansEnded, asked } = await lookInTask(unaborted, { asks, ends: application, of });
      return { state, orphansEnded, blockers: (asked[0] ?? []) as readonly Blocker[] };
    },
    async walk({ onStep, ...part }) {
      const answer = await askInTask<unknown>({
        ...(await questionFor(inTask, 'move', walkWithinMs, {
          ...part,
          fingerprints: enough(part, inTask.transactions),
          command: 'move',
          application,
          transactions: inTask.transactions,
          lock: advisoryLock,
          catalogue: catalogueQuery,
          settings: settingsOfWalk(inTask),
          hashed: inTask.steps,
          filesHash: inTask.filesHash,
        })),
        onEvent: (event) => {
          if (event.event === 'applied') onStep?.(event as never);
        },
      });
      if (answer.state === 'refused' && answer.kind === 'another-database')
        throw anotherDatabase(inTask.database, answer.says);
      return answer;
    },
  };
}

const mostCompared = 50;

/** One transaction has one end, and a request that is too long for a task is none. */
function enough({ fingerprints = {}, steps }: PartOfWalk, transactions: 'one' | 'each'): PartOfWalk['fingerprints'] {
  const [last = ''] = steps.slice(-1);
  const isEnd = transactions === 'one' || steps.length > mostCompared;
  return isEnd ? { [last]: fingerprints[last] ?? '' } : fingerprints;
}

async function followEarlier(inTask: InTaskWalk): Promise<void> {
  const question = await questionFor(inTask, 'move', walkWithinMs, { command: 'move' });
  await followRunning({ ...question, attempted: `${question.attempted} by an earlier attempt` });
}
