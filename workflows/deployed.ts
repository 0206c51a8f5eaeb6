import { type Course, planOf } from './course.js';

/** What the service was told to run, and when: an entry for each time that it was another release. */
export function noteDeployed(course: Course, to: string, at: string): void {
  course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? at };
  const from = course.deployed.at(-1)?.to ?? planOf(course).from.taskDefinition;
  if (to !== from) course.deployed.push({ from, to, at });
}

/** The release that served before the first change of this run. */
export const servedAtFirst = (course: Course): string | undefined =>
  course.deployed[0]?.from ?? course.plan?.from.taskDefinition;
