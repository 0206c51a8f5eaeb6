// The lock of a database: one workflow for as long as a run means to change it, whichever service the run is of (design §7).
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { condition, getExternalWorkflowHandle, isCancellation, startChild } from '@temporalio/workflow';
import { databaseId, queues } from '../../src/identifiers.js';
import { type Course, entryOf, note } from '../course.js';
import { NeedsOperator } from '../endings.js';

/** Who holds it is its whole content. It ends with the run that holds it, however that ends. */
export async function databaseLock(_holder: { readonly workflowId: string }): Promise<void> {
  await condition(() => false).catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
}

export async function holdDatabase(course: Course): Promise<void> {
  if (course.holdsDatabase === true) return;
  const { environment, database, service } = entryOf(course);
  if (database === undefined) throw new NeedsOperator(`The catalogue names no database for ${service}`);
  try {
    await startChild(databaseLock, {
      workflowId: databaseId(environment, database.name),
      taskQueue: queues.main,
      args: [{ workflowId: course.run.workflowId }],
      parentClosePolicy: 'TERMINATE',
    });
    course.holdsDatabase = true;
    note(course, `holding the database ${database.name}`);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new NeedsOperator(
      `Another rollback holds the database ${database.name} (the lock ${databaseId(environment, database.name)} in Temporal): retry when it is over`,
    );
  }
}

/** The application goes alone: whoever else wants the schema taken back may. */
export async function releaseDatabase(course: Course): Promise<void> {
  const { environment, database } = entryOf(course);
  if (course.holdsDatabase !== true || database === undefined) return;
  delete course.holdsDatabase;
  await getExternalWorkflowHandle(databaseId(environment, database.name))
    .cancel()
    .catch(() => undefined);
  note(course, `the database ${database.name} is left as it is, and free for others`);
}
