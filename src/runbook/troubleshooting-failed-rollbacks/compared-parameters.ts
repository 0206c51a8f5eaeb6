// Parameters: what the target is started with and the store lacks, and what was changed since the target was last deployed.
import type { ParameterEvidence } from '../../trouble-evidence.js';
import { shortName } from '../wording.js';
import { type Finding, finding, onDay, times } from './finding.js';
import type { Trouble } from './trouble.js';

// Tasks that run were started with it: what is gone since then does not explain what they do now.
const onlyAtNextStart = 15;

export function causesInParameters(trouble: Trouble): Finding[] {
  const { parameters } = trouble.evidence;
  return parameters.state === 'known'
    ? [...missing(trouble, parameters.value), ...changed(trouble, parameters.value)]
    : [];
}

function missing(
  { entry, release, servesAlone }: Trouble,
  { missing: names, changed: others }: ParameterEvidence,
): Finding[] {
  if (names.length === 0) return [];
  const list = [...new Set(names.map(({ name }) => name))].toSorted();
  const sentence = `${shortName(release)} is started with ${list.join(', ')}, which the parameter store does not have`;
  const lines = names.map(({ name, variable }) => `${name} (variable ${variable}) is not in the parameter store`);
  const kind = 'parameter missing';
  if (servesAlone) {
    return [finding(entry, kind, `${sentence}: the next task will not start`, lines.toSorted(), onlyAtNextStart)];
  }
  return [finding(entry, kind, sentence, [...lines.toSorted(), ...others.map(changedLine)])];
}

function changed({ entry, release }: Trouble, { changed: all }: ParameterEvidence): Finding[] {
  const needed = all.filter((each) => each.needed);
  const shown = needed.length > 0 ? needed : all;
  const [first] = shown.toSorted((a, b) => b.at.localeCompare(a.at) || a.name.localeCompare(b.name, 'en'));
  if (first === undefined) return [];
  const besides = shown.length === 1 ? '' : ` and ${times(shown.length - 1, 'more parameter')}`;
  const sentence = `${first.by} changed ${first.name}${besides} after ${shortName(release)} was last deployed`;
  return [finding(entry, 'parameter changed', sentence, shown.map(changedLine).toSorted())];
}

const changedLine = ({ name, by, at }: ParameterEvidence['changed'][number]): string =>
  `${name} was changed by ${by} on ${onDay(at)}`;
