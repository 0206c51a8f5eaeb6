import type { Report } from '../report.js';
import { type FailedRollback, failedRollbacks } from '../runbook/troubleshooting-failed-rollbacks.js';

/** The runbook's remedies for the ways in which this rollback failed; none when no way failed. */
export function troubleshooting({ attempts, outcome }: Report): string[] {
  const ended = (method: string, ...results: string[]) =>
    attempts.some((attempt) => attempt.method === method && results.includes(attempt.result));
  const found: FailedRollback[] = [
    ...(ended('script', 'failed', 'out-of-time') ? [failedRollbacks['script-fails']] : []),
    ...(ended('ecs-task', 'failed') ? [failedRollbacks['health-checks-fail']] : []),
    ...(outcome === 'PARTIAL' || ended('ecs-task', 'out-of-time') ? [failedRollbacks['partially-complete']] : []),
  ];
  return found.flatMap(({ heading, symptoms, causes }) => [
    `- ${heading}: ${symptoms}`,
    ...causes.map(({ cause, remedy }) => `  - ${cause}? ${remedy}`),
  ]);
}
