// A newer deployment by somebody else is judged by what it deploys (decision 33).
import type { Followed } from '../activities/activities.js';
import { afterTakeOver } from '../src/next-step.js';
import { familyAndRevision } from '../src/runbook/wording.js';
import { nameOf } from '../src/target/release-to-leave.js';
import { type Course, entryOf, named, note, planOf } from './course.js';
import { deployedAgain } from './deployed-again.js';
import { putSettingsBack } from './deployment-settings.js';
import { Ended } from './endings.js';
import { tellNotRestored } from './escalation-link.js';
import { stopPromotingPipeline } from './pipeline.js';
import { findScriptDeployment } from './proxies.js';

/** ECS alone makes a deployment PRIMARY again that was there before ours; its reason may tell of the end already. */
const isByEcs = (course: Course, { byEcs, deploymentId }: NonNullable<Followed['takenOverBy']>): boolean =>
  byEcs === true || planOf(course).deploymentsSeen.includes(deploymentId);

/** As far as ECS shows it. */
const remedyFor = (isOfEcs: boolean): string =>
  isOfEcs
    ? 'ECS took our deployment back, so somebody switched its breaker or alarms on again: find out who'
    : 'Stop whoever deploys it';

const againInWords = (
  course: Course,
  { deploymentId }: NonNullable<Followed['takenOverBy']>,
  isOfEcs: boolean,
): string =>
  isOfEcs
    ? `${named(planOf(course).from)}, which we left, serves again (${deploymentId})`
    : `The release we left is deployed again (${deploymentId}): ${named(planOf(course).from)}`;

const overtakenBy = ({ serving }: Followed, other: Followed['takenOverBy']): string => {
  if (other === undefined) return 'somebody else';
  const release = serving.find(({ taskDefinition }) => taskDefinition === other.taskDefinition)?.release;
  const where = `${familyAndRevision(other.taskDefinition)}, ${other.deploymentId}`;
  return release === undefined
    ? where
    : `${named({ version: release, taskDefinition: other.taskDefinition })} (${where})`;
};

interface Followable {
  readonly deploymentId: string;
  readonly taskDefinition: string;
}

/** The deployment to follow from now on, where it goes to the same target; anything else is thrown as what it means. */
export async function judgeTakeOver<T extends Followable>(course: Course, followed: Followed, mine: T): Promise<T> {
  const other = followed.takenOverBy;
  if (other !== undefined && other.taskDefinition === mine.taskDefinition) {
    note(course, `a newer deployment goes to the same target: following ${other.deploymentId}`);
    return { ...mine, deploymentId: other.deploymentId };
  }
  if (other !== undefined && isByEcs(course, other) && other.taskDefinition !== planOf(course).from.taskDefinition) {
    return { ...mine, ...(await followElsewhere(course, other, followed.why)) };
  }
  if (other !== undefined && (await isOfScript(course, other.deploymentId))) {
    note(course, `the release script deployed the same release after all: following ${other.deploymentId}`);
    return { ...mine, deploymentId: other.deploymentId, taskDefinition: other.taskDefinition };
  }
  await forgetRestored(course);
  if (other !== undefined && other.taskDefinition === planOf(course).from.taskDefinition) {
    await putSettingsBack(course);
    note(course, followed.why);
    // What was seen of the pipeline was before this: it is held while somebody decides.
    delete course.lookedAt;
    await stopPromotingPipeline(course);
    const isOfEcs = isByEcs(course, other);
    throw deployedAgain(course, againInWords(course, other, isOfEcs), remedyFor(isOfEcs));
  }
  note(course, followed.why);
  const headline = `After our change somebody deployed another release: ${overtakenBy(followed, other)}`;
  throw new Ended('SUPERSEDED', headline, afterTakeOver(entryOf(course)));
}

/** One that may still run may register a task definition of its own for the same build. */
async function isOfScript(course: Course, deploymentId: string): Promise<boolean> {
  const { target, deploymentsSeen } = planOf(course);
  if (course.scriptMayRun === undefined || target.kind === 'none') return false;
  const known = { deploymentsSeen, givenUp: course.givenUp, withinMs: 0 };
  const asked = { entry: entryOf(course), release: target.target.release, ...known };
  const made = await findScriptDeployment(asked).catch(() => undefined);
  return made?.found === 'target' && made.deploymentId === deploymentId;
}

/** ECS went back to a release of its own choice: it is what may serve now, and is verified under its own name. */
async function followElsewhere(course: Course, { deploymentId, taskDefinition }: Followable, why: string) {
  const { situation } = course;
  if (situation === undefined) throw new Error('ECS went elsewhere before production was looked at');
  await forgetRestored(course);
  const release = nameOf(situation, taskDefinition);
  const revision = Number(taskDefinition.replace(/^.*:/, ''));
  const target = { release, revision, because: 'ECS went back to it by itself', pin: [], overridden: [] };
  course.plan = { ...planOf(course), target: { kind: 'chosen', target, passedOver: [] } };
  course.elsewhere = true;
  note(course, `ECS goes to ${named(release)} instead (${why}): following ${deploymentId}`);
  return { deploymentId, taskDefinition };
}

/** Whatever was restored and verified before is so no longer: none of it may count for what comes now. */
export async function forgetRestored(course: Course): Promise<void> {
  const { restoredAt, stableAt, verifiedAt: _verifiedAt, ...times } = course.times;
  delete course.claim;
  course.times = times;
  course.verification = { verdict: 'not verified', checks: [] };
  if (restoredAt === undefined) return;
  note(course, `no longer so: restored at ${restoredAt}${stableAt === undefined ? '' : `, stable at ${stableAt}`}`);
  await tellNotRestored(course);
}
