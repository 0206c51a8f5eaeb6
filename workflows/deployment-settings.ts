// Decision 31: breaker rollback and alarms are off for our own deployment, and put back on every way out.
import type { StartedDeployment } from '../activities/activities.js';
import type { DeploymentSettings } from '../src/situation.js';
import { switchedOff } from '../src/switched-off.js';
import { type Course, entryOf, note, now } from './course.js';
import { causeOf } from './endings.js';
import { restoreDeploymentSettings } from './proxies.js';

const stillOff = (course: Course) => course.settingsChanged.filter((change) => change.putBackAt === undefined);

/** What is off for our deployment by what the service says, each named once until it is back. */
export function noteSwitchedOff(
  course: Course,
  { switchedOff: off, changedAt: at }: Pick<StartedDeployment, 'switchedOff' | 'changedAt'>,
): void {
  for (const setting of off) {
    if (stillOff(course).some((change) => change.setting === setting)) continue;
    course.settingsChanged.push({ setting, from: 'on', to: 'off', at });
  }
}

/** Where nobody read what is off now, the report names what may be. */
function noteOwed(course: Course, former: DeploymentSettings): void {
  const off = {
    circuitBreaker: { enable: false, rollback: false },
    minimumHealthyPercent: 0,
    maximumPercent: 0,
    strategy: '',
  };
  for (const setting of switchedOff(former, off)) {
    if (stillOff(course).some((change) => change.setting === setting)) continue;
    course.settingsChanged.push({ setting, from: 'on', to: 'not known', at: now() });
  }
}

/** False when it did not work; then it is owed still. */
export async function putSettingsBack(course: Course): Promise<boolean> {
  const { former } = course;
  if (former === undefined) return true;
  try {
    const { at, changed } = await restoreDeploymentSettings({ entry: entryOf(course), settings: former });
    const open = stillOff(course).map((change) => change.setting);
    const all = course.settingsChanged.splice(0);
    course.settingsChanged.push(...all.map((change) => ({ ...change, putBackAt: change.putBackAt ?? at })));
    delete course.former;
    if (open.length > 0 || changed) note(course, `put back: ${open.join(', ') || 'deployment settings'}`);
    return true;
  } catch (error) {
    note(course, `breaker and alarms could not be put back: ${causeOf(error).message}`);
    noteOwed(course, former);
    return false;
  }
}
