// The lock of a database: one workflow for as long as a run means to change it, whichever service the run is of (design §7).
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { condition, getExternalWorkflowHandle, isCancellation, startChild } from '@temporalio/workflow';
import { databaseId, queues } from '../../src/identifiers.js';
import { type Course, entryOf, note } from '../course.js';
import { readDatabaseHolder } from '../database-proxies.js';
import { NeedsOperator } from '../endings.js';

/** Who holds it is its whole content. It ends with the run that holds it, however that ends. */
export async function databaseLock(_holder: { readonly workflowId: string }): Promise<void> {
  await condition(() => false).catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
}

/** Throws NeedsOperator where another run holds it: it goes on by itself when that one is over. */
export async function holdDatabase(course: Course): Promise<void> {
  if (course.databaseLock !== undefined) return;
  const { environment, database, service } = entryOf(course);
  if (database === undefined) throw new NeedsOperator(`The catalogue names no database for ${service}`);
  const workflowId = databaseId(environment, database.name);
  try {
    course.databaseLock = await startChild(databaseLock, {
      workflowId,
      taskQueue: queues.main,
      args: [{ workflowId: course.run.workflowId }],
      parentClosePolicy: 'TERMINATE',
    });
    note(course, `holding the database ${database.name}`);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { by = 'somebody' } = await readDatabaseHolder({ lock: workflowId });
    throw new NeedsOperator(
      `${by} holds the database ${database.name} (the lock ${workflowId} in Temporal). This one goes on when that is over`,
      'database',
    );
  }
}

/** The application goes alone: whoever else wants the schema taken back may. */
export async function releaseDatabase(course: Course): Promise<void> {
  if (await free(course)) note(course, `the database ${nameOf(course)} is left as it is, and free for others`);
}

/** Nobody who may sleep keeps others from a database that this run has not touched; it is taken again before anything of it is read. */
export async function freeDatabaseMeanwhile(course: Course): Promise<void> {
  if ((course.database?.change ?? 'none') !== 'none') return;
  if (await free(course))
    note(course, `the database ${nameOf(course)} is free for others while a person is waited for`);
}

const nameOf = (course: Course): string => entryOf(course).database?.name ?? '';

/** Whether it was held. Its end is waited for: whoever takes it next may be this run. */
async function free(course: Course): Promise<boolean> {
  const { databaseLock: lock } = course;
  if (lock === undefined) return false;
  delete course.databaseLock;
  await getExternalWorkflowHandle(lock.workflowId)
    .cancel()
    .catch(() => undefined);
  await lock.result().catch(() => undefined);
  return true;
}
