// A pipeline migrates before it deploys: trouble from then is the newer release's doing only where its migration can be at fault.
import { type Course, named, note, planOf } from '../course.js';
import { planFrom } from '../looking.js';
import { assessSchema, doubtAboutSchema, takesSchemaBack } from './assess.js';

/** Chooses the target anew where it had the trouble shortly before a deployment, and no migration excuses that. */
export async function chooseWithoutWrongBlame(course: Course): Promise<void> {
  const { target } = planOf(course);
  if (target.kind === 'none' || target.target.blamesMigration !== true || course.situation === undefined) return;
  const { release } = target.target;
  if (mayBeAtFault(course)) {
    const warning = `the trouble began before ${named(planOf(course).from)} was deployed, while ${named(release)} served alone: it counts as the doing of the migration, which came first`;
    course.plan = { ...planOf(course), warnings: [...planOf(course).warnings, warning] };
    return;
  }
  course.migrationIsCleared = true;
  note(
    course,
    `${named(release)} had the trouble before the deployment, and no migration is known to explain that: it is no target`,
  );
  planFrom(course, course.situation);
  await assessSchema(course);
}

/** Steps that only add something leave the older release as it was; what is not known excuses nothing. */
const mayBeAtFault = (course: Course): boolean => {
  const { schema } = course;
  if (schema?.state !== 'known' || schema.value.steps.length === 0) return false;
  return takesSchemaBack(course) || doubtAboutSchema(course).length > 0;
};
