// Runbook › Health Checks Fail After Rollback: from what was read to a ranked list of causes. The order of evidence plays no part.
import type { Cause, Diagnosis, LookedAt } from '../../diagnosis.js';
import { startWithDatabase } from '../../next-step.js';
import type { Fact } from '../../rollback.js';
import { quotaInWords } from '../../service-quotas.js';
import { oneLine, percent } from '../wording.js';
import { causesInParameters } from './compared-parameters.js';
import { type Finding, times } from './finding.js';
import { causesInLogs } from './logged-errors.js';
import { causesInStoppedTasks } from './stopped-tasks.js';
import type { Trouble } from './trouble.js';
import { causesInTheWholePicture } from './whole-picture.js';

const mostCauses = 6;
const mostEvidence = 6;
const longestLine = 400;

export function diagnose(trouble: Trouble): Diagnosis {
  const findings = [causesInStoppedTasks, causesInLogs, causesInParameters, causesInTheWholePicture].flatMap((find) =>
    find(trouble),
  );
  return {
    at: trouble.evidence.at,
    causes: merged(findings)
      .toSorted(byWeight)
      .slice(0, mostCauses)
      .map(shown)
      .map((cause) => withSchemaBack(trouble, cause)),
    ...(trouble.conclusion === undefined ? {} : { conclusion: trouble.conclusion }),
    lookedAt: lookedAt(trouble),
  };
}

/** It is proposed and no more: whoever starts it is asked by its own gates. */
const withSchemaBack = ({ entry, release }: Trouble, cause: Cause): Cause =>
  cause.kind === 'database schema' && entry.database?.migrations !== undefined
    ? { ...cause, command: startWithDatabase(entry, release) }
    : cause;

/** The same cause from several sources is one with more evidence. */
function merged(findings: readonly Finding[]): Finding[] {
  const bySentence = new Map<string, Finding>();
  for (const each of findings) {
    const key = `${each.kind} ${each.sentence}`;
    const known = bySentence.get(key);
    const evidence = [...new Set([...(known?.evidence ?? []), ...each.evidence])].toSorted();
    bySentence.set(key, { ...each, evidence, weight: Math.max(each.weight, known?.weight ?? 0) });
  }
  return [...bySentence.values()];
}

/** Of two that explain as much, the one with more evidence. */
const byWeight = (a: Finding, b: Finding): number =>
  b.weight - a.weight || b.evidence.length - a.evidence.length || a.sentence.localeCompare(b.sentence, 'en');

const shown = ({ weight: _, sentence, evidence, ...cause }: Finding): Cause => ({
  ...cause,
  sentence: oneLine(sentence, longestLine),
  evidence: evidence.slice(0, mostEvidence).map((line) => oneLine(line, longestLine)),
});

function lookedAt({ evidence, schema, before }: Trouble): LookedAt[] {
  const { stoppedTasks, serviceEvents, quotas, logs, parameters, health } = evidence;
  return [
    look('stopped tasks', stoppedTasks, (groups) => {
      const ofTarget = groups.filter((each) => each.ofTarget).reduce((sum, { tasks }) => sum + tasks, 0);
      return ofTarget === 0 ? 'none of the target' : `${ofTarget} of the target`;
    }),
    look('service events', serviceEvents, ({ length }) =>
      length === 0 ? 'none tells of trouble' : `${length} tell of trouble`,
    ),
    ...(quotas === undefined ? [] : [look('quotas', quotas, (all) => all.map(quotaInWords).join('; '))]),
    look('task logs', logs, ({ errors, lines, toTheEnd }) => {
      const end = toTheEnd ? '' : ', not read to the end';
      return lines === 0
        ? `no error${end}`
        : `${times(errors.length, 'kind')} of error in ${times(lines, 'line')}${end}`;
    }),
    look(
      'parameters',
      parameters,
      ({ needed, missing, changed, changedUnknown, elsewhere }) =>
        `${needed} needed, ${missing.length} missing, ` +
        (changedUnknown === true ? 'changed since: not known since when' : `${changed.length} changed since`) +
        (elsewhere.length === 0 ? '' : `, ${elsewhere.length} kept elsewhere and not compared`),
    ),
    look('/health', health, (text) => oneLine(text, 160)),
    look('schema', schema, ({ expected, actual }) =>
      expected === actual ? `at ${actual} as expected` : `at ${actual}, not ${expected}`,
    ),
    look('errors before the deployment', before, (ratio) => (ratio === null ? 'no data' : percent(ratio))),
  ];
}

function look<T>(source: string, fact: Fact<T>, found: (value: T) => string): LookedAt {
  if (fact.state === 'known') return { source, state: 'read', found: found(fact.value) };
  if (fact.state === 'not connected') return { source, state: fact.state, found: 'not connected' };
  return { source, state: fact.state, found: `unknown: ${oneLine(fact.why, 200)}` };
}
