// A plan as people read it on a terminal or a phone: one fact a line, the words of the state card and the report.

import { shellWord } from './plan/commands.js';
import type { PassedOver, Plan, PlannedMethod } from './plan-shape.js';
import { between, inWords } from './runbook/durations.js';
import { decisionRule } from './runbook/when-to-rollback.js';
import { clockWithSeconds, fullName, oneLine, quickTime, shortName } from './runbook/wording.js';

const column = 18;

/** What a plan says under one heading. */
export type PlanRow = readonly [label: string, ...lines: string[]];

/** `now`: ISO time at which it is read; a plan that is not fresh says so. */
export function planText(plan: Plan, now: string): string[] {
  return [header(plan, now), '', ...planRows(plan).flatMap(shown), '', ...howToGoOn(plan)];
}

/** The facts of a plan by heading, for where a column is no use. */
export const planRows = (plan: Plan): PlanRow[] => [
  ...whatAndWhere(plan),
  ...whyAndWhyNot(plan),
  ...ways(plan),
  ...whatElse(plan),
];

function header(plan: Plan, now: string): string {
  const { service, environment, madeAt } = plan;
  const age = between(madeAt, now);
  const old = age < 10_000 ? '' : `, ${inWords(age)} ago: production may look different by now`;
  return `${service} · ${environment}   ${clockWithSeconds(madeAt)}${old}${quickTime(plan)}`;
}

const shown = ([label, ...lines]: PlanRow): string[] =>
  lines.map((line, index) => `${(index === 0 ? label : '').padEnd(column)}${line}`);

const listed = (label: string, lines: readonly string[], none: string): PlanRow =>
  lines.length === 0 ? [label, none] : [label, ...lines];

function whatAndWhere({ from, target, wrongNow, wrongSince }: Plan): PlanRow[] {
  const to = target.kind === 'chosen' ? fullName(target.target.release) : 'no target';
  const because = target.kind === 'chosen' ? target.target.because : target.why;
  return [
    ['Wrong now', wrongNow, ...(wrongSince === undefined ? [] : [wrongSince])],
    ['From → to', `${fullName(from)} → ${to}`, because, ...target.passedOver.flatMap(passedOver)],
  ];
}

/** That the release to leave is not the target needs no line. */
function passedOver({ release, broken }: PassedOver): string[] {
  if (broken.some(({ rule }) => rule === 'serves now')) return [];
  return [`${fullName(release)} passed over: ${broken.map(({ sentence }) => sentence).join(', ')}`];
}

function whyAndWhyNot(plan: Plan): PlanRow[] {
  const { for: speaksFor, against, suspect, differs = [] } = plan;
  return [
    listed('For', speaksFor, 'nothing found'),
    listed('Against', against, 'nothing found'),
    ...(against.length === 0
      ? []
      : [['The runbook', `${decisionRule} (Not for data, not for somebody else’s outage)`] as const]),
    ['Suspect', suspect ?? 'no deployment is one'],
    ...(differs.length === 0 ? [] : [listed('Differs', differs, '')]),
  ];
}

const ways = ({ methods }: Plan): PlanRow[] => [listed('Ways', methods.map(way), 'none')];

function way({ method, use, reason, predictedMs }: PlannedMethod, index: number): string {
  const predicted = predictedMs === undefined ? '' : `≈ ${inWords(predictedMs)}`;
  const said = use === 'first' ? reason : `${use}: ${reason}`;
  return `${index + 1} ${method.padEnd(10)} ${predicted.padEnd(10)} ${said}`;
}

function whatElse({ wouldRevertUs, slowestPart, database = [], warnings, notConnected }: Plan): PlanRow[] {
  return [
    listed('Would revert us', wouldRevertUs, 'nothing found'),
    ...(slowestPart === undefined ? [] : [['Slowest part', slowestPart] as const]),
    ...(database.length === 0 ? [] : [listed('Database', database, '')]),
    ...(warnings.length === 0 ? [] : [listed('Warnings', warnings, '')]),
    ...(notConnected.length === 0 ? [] : [['Not connected', notConnected.join(' · ')] as const]),
    ['Changed so far', 'nothing'],
  ];
}

function howToGoOn({ service, environment, methods, from }: Plan): string[] {
  const first = methods.find(({ use }) => use === 'first');
  if (first === undefined)
    return [
      'No way is open: mend what stands above, or name a target:',
      `runback plan ${service} --env ${environment} --target-version VERSION`,
    ];
  const reason = shellWord(oneLine(`trouble since ${shortName(from)}`));
  return [
    ...shown(['Start it', `runback start ${service} --env ${environment} --reason ${reason}`]),
    ...shown(['By hand', ...first.commands]),
  ];
}
