// The report as a postmortem draft. Its first six lines: outcome, what serves, what changed, what was not put back, next, command.
import type { Report } from './report.js';
import type { Times } from './rollback.js';
import { clockWithSeconds, fullName, oneLine, tasksByRelease } from './runbook/wording.js';

const limit = 200_000;

export function reportMarkdown(report: Report): string {
  const text = [
    ...firstLines(report),
    ...section('Why', why(report)),
    ...section('Times', times(report.times)),
    ...section(
      'What was tried',
      report.attempts.map(({ method, result, reason }) => `- ${method}: ${result}, ${oneLine(reason)}`),
    ),
    ...section('Verification', [`Verdict: **${report.verification.verdict}**`, '', ...checks(report)]),
    ...section(
      'Pre-rollback checklist',
      report.checklist.map(
        ({ title, state, how, by, evidence }) =>
          `- [${state === 'done' ? 'x' : ' '}] ${title}: ${oneLine(evidence ?? state)}${how === 'person' ? ` (${by ?? ''})` : ''}`,
      ),
    ),
    ...section(
      'Approvals',
      report.approvals.map(
        ({ decision, by, identity, at, comment }) =>
          `- ${decision}${by === undefined ? '' : ` by ${by} (${identity ?? 'claimed'})`} at ${clockWithSeconds(at)}${comment === undefined ? '' : `: ${oneLine(comment)}`}`,
      ),
    ),
    ...section(
      'Releases passed over',
      report.passedOver.map((line) => `- ${oneLine(line)}`),
    ),
    ...section(
      'Escalations',
      report.escalations.map(({ at, text: line }) => `- ${clockWithSeconds(at)} ${oneLine(line)}`),
    ),
    ...section(
      'Not connected',
      report.notConnected.map((name) => `- ${name}`),
    ),
    ...section(
      'Timeline',
      report.timeline.map(
        ({ at, text: line, by }) =>
          `- ${clockWithSeconds(at)} ${oneLine(line, 600)}${by === undefined ? '' : ` (${oneLine(by, 60)})`}`,
      ),
    ),
  ].join('\n');
  return text.length > limit
    ? `${text.slice(0, limit)}\n\n… cut; the JSON report beside this file has it all.\n`
    : `${text}\n`;
}

const section = (title: string, lines: readonly string[]): string[] => [
  '',
  `## ${title}`,
  '',
  ...(lines.length === 0 ? ['- none'] : lines),
];

function firstLines(report: Report): string[] {
  const { outcome, headline, diagnosis, next } = report;
  return [
    `# ${outcome}: ${oneLine(headline)}`,
    '',
    `- Serving now: ${report.serving.length === 0 ? 'not read; nothing was changed by this run' : tasksByRelease(report.serving)}`,
    `- Changed: ${changed(report)}`,
    `- Not put back: ${notPutBack(report)}`,
    ...(diagnosis === undefined ? [] : [`- Likely cause: ${oneLine(diagnosis)}`]),
    `- Next: ${oneLine(next.sentence)}`,
    ...(next.command === undefined ? [] : [`- Command: \`${next.command}\``]),
  ];
}

function changed({ times: { firstChangeAt }, service, environment, from, to, settingsChanged }: Report): string {
  if (firstChangeAt === undefined || from === undefined || to === undefined) return 'nothing';
  const settings = settingsChanged.map(({ setting, to: now }) => `; ${setting} ${now} for our deployment`).join('');
  return `${service} ${environment} from ${fullName(from)} to ${fullName(to)} at ${clockWithSeconds(firstChangeAt)}${settings}`;
}

function notPutBack({ settingsChanged }: Report): string {
  const open = settingsChanged.filter(({ putBackAt }) => putBackAt === undefined).map(({ setting }) => setting);
  if (open.length > 0) return `${open.join(', ')}: put it back by hand`;
  const done = settingsChanged.map(
    ({ setting, putBackAt }) => `; ${setting} was restored at ${clockWithSeconds(putBackAt ?? '')}`,
  );
  return `nothing${done.join('')}`;
}

const why = ({ reason, severity, trigger, from, to }: Report): string[] => [
  `- ${oneLine(reason)} (${severity})`,
  `- Trigger: ${trigger.kind}${trigger.name === undefined ? '' : ` ${oneLine(trigger.name)}`}${trigger.summary === undefined ? '' : `, ${oneLine(trigger.summary)}`}`,
  `- From ${from === undefined ? 'unknown' : fullName(from)} to ${to === undefined ? 'no target' : fullName(to)}`,
];

const timeNames: readonly (readonly [keyof Times, string])[] = [
  ['alertAt', 'Alert'],
  ['acceptedAt', 'Accepted'],
  ['firstChangeAt', 'First change'],
  ['restoredAt', 'Restored: traffic on the target only'],
  ['stableAt', 'Stable: no other task is left'],
  ['verifiedAt', 'Verified: the watch has passed'],
  ['closedAt', 'Closed'],
];

function times(all: Times): string[] {
  const start = Date.parse(all.acceptedAt);
  const rows = timeNames.map(([key, name]) => {
    const at = all[key];
    if (at === undefined) return `| ${name} | – | – |`;
    return `| ${name} | ${at} | ${((Date.parse(at) - start) / 1000).toFixed(1)} s |`;
  });
  return ['| | at | after acceptance |', '|---|---|---|', ...rows];
}

const checks = ({ verification }: Report): string[] => [
  '| Check | Verdict | Evidence |',
  '|---|---|---|',
  ...verification.checks.map(({ name, verdict, evidence }) => `| ${cell(name)} | ${verdict} | ${cell(evidence)} |`),
];

const cell = (text: string): string => oneLine(text).replaceAll('|', '\\|');
