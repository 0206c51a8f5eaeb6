// Runbook › Pre-Rollback Checklist: six items, each with the evidence that was seen; what is not so is not ticked.
import type { CatalogueEntry } from '../catalogue/entry.js';
import { confirmation } from '../guard/confirmation.js';
import type { Plan } from '../plan-shape.js';
import type { ChecklistItem, ChecklistItemName, RollbackRequest } from '../rollback.js';
import type { Situation } from '../situation.js';
import { judgeBackups } from './backup-plan.js';
import { dashboardEvidence } from './dashboard-evidence.js';
import { fullName, percent } from './wording.js';

export const checklist: readonly {
  readonly item: ChecklistItemName;
  readonly title: string;
  readonly words: string;
}[] = [
  { item: 'verify-issue', title: 'Verify Issue', words: 'Confirm problem exists (not false alarm)' },
  { item: 'check-status', title: 'Check Status', words: 'Review monitoring dashboards' },
  { item: 'communicate', title: 'Communicate', words: 'Post in `#incidents` Slack channel' },
  { item: 'create-incident', title: 'Create Incident', words: 'Open PagerDuty incident' },
  { item: 'identify-version', title: 'Identify Version', words: 'Note current and target rollback versions' },
  { item: 'backup-plan', title: 'Backup Plan', words: 'Ensure database backup is recent' },
];

/** What is told to others holds no rollback, whoever the policy wants it from. */
export const onlyTells = (item: string): boolean => item === 'communicate' || item === 'create-incident';

export interface ChecklistFacts {
  readonly situation: Situation;
  readonly plan: Plan;
  readonly entry: CatalogueEntry;
  readonly request: RollbackRequest;
  /** ISO time at which the evidence was looked at. */
  readonly at: string;
  /** Whom Runback has paged already and when, as a sentence. */
  readonly paged?: string;
}

type Answer = Pick<ChecklistItem, 'state' | 'evidence'>;

/** What Runback can prove is done; what the policy leaves to a person stays open, with the same evidence. */
export function fillChecklist(facts: ChecklistFacts): ChecklistItem[] {
  return checklist.map(({ item, title }) => {
    const { state, evidence } = answers[item](facts);
    const known = { item, title, ...(evidence === undefined ? {} : { evidence }) };
    if (state !== 'done') return { ...known, state };
    if (facts.entry.policy.confirmByPerson.includes(item)) return { ...known, state: 'open' };
    return { ...known, state, how: 'automatic', by: 'runback', at: facts.at };
  });
}

const answers: Readonly<Record<ChecklistItemName, (facts: ChecklistFacts) => Answer>> = {
  'verify-issue': verifyIssue,
  'check-status': ({ situation, entry }) => dashboardEvidence(situation, entry),
  communicate,
  'create-incident': createIncident,
  'identify-version': identifyVersion,
  'backup-plan': ({ situation: { backups = { state: 'not connected' } }, entry, at }) =>
    judgeBackups(backups, entry, at),
};

function verifyIssue({ situation, request, entry }: ChecklistFacts): Answer {
  const { verdict, evidence: figures } = confirmation(situation, request, entry);
  const evidence = `${figures}${beforeDeployment(situation)}`;
  if (verdict === 'breached') return { state: 'done', evidence };
  return { state: situation.errorRate.state === 'not connected' ? 'not connected' : 'open', evidence };
}

/** Trouble that is older than the newest deployment is not of its making. */
function beforeDeployment({ errorRate }: Situation): string {
  const before = errorRate.state === 'known' ? errorRate.value.beforeDeployment : null;
  return before === null || !Number.isFinite(before) ? '' : `; ${percent(before)} before the newest deployment`;
}

/** Done once the message is there; nothing waits for it. */
function communicate({ entry: { slack } }: ChecklistFacts): Answer {
  if (slack !== undefined) return { state: 'open', evidence: `on its way to ${slack.incidents}` };
  return {
    state: 'not connected',
    evidence: 'Slack is not connected: nobody was told by Runback; post in the incident channel by hand',
  };
}

function createIncident({ entry, paged }: ChecklistFacts): Answer {
  if (paged !== undefined) return { state: 'done', evidence: paged };
  if (entry.pagerduty !== undefined) return { state: 'open', evidence: 'the incident is being opened' };
  const later =
    entry.paging === undefined ? '' : `; ${entry.paging.escalateTo} is paged when traffic is not restored in time`;
  return { state: 'not connected', evidence: `Opening incidents is not connected: none was opened by Runback${later}` };
}

function identifyVersion({ plan }: ChecklistFacts): Answer {
  const { target } = plan;
  if (target.kind === 'none') {
    return { state: 'open', evidence: `current ${fullName(plan.from)}; no target: ${target.why}` };
  }
  const { release, because } = target.target;
  return { state: 'done', evidence: `${fullName(plan.from)} → ${fullName(release)}: ${because}` };
}
