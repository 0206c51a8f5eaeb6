// Outcome · what serves now, in counts · what was changed · what was not put back · next step · one command.
import { canaryInWords } from '../canary.js';
import { likelyCause } from '../diagnosis.js';
import { undoCommand } from '../next-step.js';
import type { Report } from '../report.js';
import type { ServingCount } from '../rollback.js';
import { clock, clockWithSeconds, familyAndRevision, revisionOf, shortName } from '../runbook/wording.js';
import { paragraph } from './markdown.js';

/** Six lines, whatever happened; two spaces at the end keep them apart when they are rendered. */
export function firstSixLines(report: Report): string[] {
  const { outcome, headline } = report;
  return [
    `${outcome}: ${paragraph(headline)}`,
    `Serving now: ${servingNow(report)}`,
    `Changed: ${whatWasChanged(report)}`,
    `Not put back: ${notPutBack(report)}`,
    ...whatNext(report),
  ].map((line) => `${line}  `);
}

function servingNow({ serving, servingAt, change, canary }: Report): string {
  const at = change !== 'none' || servingAt === undefined ? '' : ` · as seen at ${clock(servingAt)}`;
  const seen = canary === undefined ? at : ` · canary ${canary.service}: ${canaryInWords(canary)}${at}`;
  if (serving.length > 0) return `${serving.map((count) => inCounts(count, serving)).join(' · ')}${seen}`;
  return change === 'none' ? 'not read; this run changed nothing' : 'could not be read';
}

function inCounts({ release, taskDefinition, tasks }: ServingCount, all: readonly ServingCount[]): string {
  const total = all.reduce((sum, each) => sum + each.tasks, 0);
  const [name, revision] = [shortName({ version: release, taskDefinition }), revisionOf(taskDefinition)];
  return `${tasks} of ${total} tasks ${name.endsWith(revision) ? name : `${name} (${revision})`}`;
}

function whatWasChanged(report: Report): string {
  const { pipeline } = report;
  const stopped = pipeline?.isStopped === true ? ` · pipeline run ${pipeline.run.number} cancelled` : '';
  return `${changeOf(report)}${stopped}${wayBack(report)}`;
}

/** "service applylens-api-prod :124 → :121 at 03:04:10 UTC · …", after the schema where that was taken back. */
export function changeOf(report: Report): string {
  const { database, change } = report;
  if (database?.changedAt === undefined) return changeOfService(report);
  const schema = `${paragraph(database.state)} at ${clockWithSeconds(database.changedAt)}`;
  return change === 'none' ? `${schema} · the application was not changed` : `${schema} · ${changeOfService(report)}`;
}

function changeOfService(report: Report): string {
  const { change, times, from, service, settingsChanged } = report;
  if (report.canary !== undefined) return whatWasChangedOfCanary(report);
  if (change === 'asked') return 'not known: whether UpdateService was applied could not be read';
  if (times.firstChangeAt === undefined) return 'nothing';
  const family = from === undefined ? service : familyAndRevision(from.taskDefinition).replace(/:\d+$/, '');
  const settings = once(settingsChanged).map(
    ({ setting, to: value }) =>
      `${paragraph(setting)} ${value === 'not known' ? 'perhaps off' : paragraph(value)} for our deployment`,
  );
  return [`service ${family} ${revisions(report, times.firstChangeAt)}`, ...settings].join(' · ');
}

/** ":124 → :121 at 03:04:10 UTC → :124 at 03:09:00 UTC" */
function revisions({ deployed = [], from, to }: Report, firstChangeAt: string): string {
  const [first] = deployed;
  if (first !== undefined) {
    const steps = deployed.map((each) => `→ ${revisionOf(each.to)} at ${clockWithSeconds(each.at)}`);
    return [revisionOf(first.from), ...steps].join(' ');
  }
  const left = from === undefined ? 'an unread release' : revisionOf(from.taskDefinition);
  const reached = to === undefined ? 'no target' : revisionOf(to.taskDefinition);
  return `${left} → ${reached} at ${clockWithSeconds(firstChangeAt)}`;
}

/** One command (design §9); none where nothing was changed, or where what was left serves alone again. */
function wayBack(report: Report): string {
  const { change, canary, canaryFormer, from, serving } = report;
  if (canaryFormer !== undefined) return ` · to give it back: \`${undoCommand(report)}\``;
  if (change === 'none' || canary !== undefined || from === undefined) return '';
  const isBack = serving.length > 0 && serving.every(({ taskDefinition }) => taskDefinition === from.taskDefinition);
  if (isBack && change === 'made') return '';
  const back = `${change === 'asked' ? 'if it was, ' : ''}back to ${shortName(from)}`;
  if (report.database?.changedAt !== undefined)
    return ` · ${back}: by its pipeline, which brings its schema ${report.database.from.join(', ')}`;
  return ` · ${back}: \`${undoCommand(report)}\``;
}

function whatWasChangedOfCanary({ change, times, settingsChanged }: Report): string {
  if (change === 'asked') return 'not known: whether the canary was changed could not be read';
  if (times.firstChangeAt === undefined) return 'nothing';
  const changes = once(settingsChanged).map(({ setting, from, to }) => `${paragraph(setting)} ${from} → ${to}`);
  return `${fewOf(changes)}, first at ${clockWithSeconds(times.firstChangeAt)}; the service itself was not touched`;
}

/** Each setting as it was changed last; every change is below. */
const once = (changes: Report['settingsChanged']): Report['settingsChanged'] =>
  changes.filter(({ setting }, index) => !changes.slice(index + 1).some((later) => later.setting === setting));

const fewOf = (changes: readonly string[], between = ' · '): string => {
  const left = changes.length - 3;
  return left <= 1 ? changes.join(between) : [...changes.slice(0, 3), `and ${left} more, below`].join(between);
};

function notPutBack({ settingsChanged }: Report): string {
  const open = settingsChanged.filter(({ putBackAt, stays }) => putBackAt === undefined && stays !== true);
  if (open.length > 0) {
    return open
      .map(({ setting, from, to }) => `${paragraph(setting)} is ${to}, was ${from}: put it back by hand`)
      .join(' · ');
  }
  const done = once(settingsChanged).flatMap(({ setting, putBackAt }) =>
    putBackAt === undefined ? [] : [`${paragraph(setting)} was restored at ${clockWithSeconds(putBackAt)}`],
  );
  const meant = settingsChanged.some(({ stays }) => stays === true);
  const restored = done.length === 0 ? [] : [fewOf(done, '; ')];
  return ['nothing', ...restored, ...(meant ? ['all else is meant to stay so; the former values are below'] : [])].join(
    '; ',
  );
}

/** What hindered a rollback that worked in the end stands below. */
const isRestored = (outcome: Report['outcome']): boolean =>
  outcome === 'ROLLED_BACK' || outcome === 'ROLLED_BACK_TO_OTHER';

/** A likely cause takes the line of the next step, which then stands beside its command. */
function whatNext({ diagnosis, outcome, next: { sentence, command } }: Report): [string, string] {
  const shown = command === undefined ? undefined : `\`${command}\``;
  if (diagnosis === undefined || diagnosis.causes.length === 0 || isRestored(outcome))
    return [`Next: ${paragraph(sentence)}`, `Command: ${shown ?? 'none is needed'}`];
  return [
    `Likely cause: ${paragraph(likelyCause(diagnosis))}`,
    `Next: ${shown === undefined ? '' : `${shown}   `}${paragraph(sentence)}`,
  ];
}
