import type { CatalogueEntry } from '../catalogue/entry.js';
import type { BrokenRule } from '../plan-shape.js';
import { isCalled } from '../release-match.js';
import { inWords } from '../runbook/durations.js';
import { day, oneLine } from '../runbook/wording.js';
import type { SeenRelease, SeenServiceDeployment } from '../situation.js';
import { longestStay, type ServiceHistory } from './service-history.js';

export type Proof = { readonly because: string } | { readonly broken: BrokenRule };

export interface ProofQuestion {
  readonly history: ServiceHistory;
  readonly entry: CatalogueEntry;
  /** Whether it is known when the trouble began, or that there is none: else nobody can say "without trouble". */
  readonly troubleMeasured: boolean;
}

/** Design §5.3: recorded SUCCESSFUL with the soak time, else tagged as verified, else known good in the catalogue. */
export function proofOf(release: SeenRelease, { history, entry, troubleMeasured }: ProofQuestion): Proof {
  const { soak } = entry.timings;
  const ran = longestStay(history, release.taskDefinition);
  const succeeded = attemptsAt(release, history).some(({ status }) => status === 'SUCCESSFUL');
  if (succeeded && ran >= soak) return { because: `ran ${inWords(ran)}${troubleMeasured ? ' without trouble' : ''}` };
  if (release.verifiedTag !== undefined)
    return { because: `tagged runback:verified ${oneLine(release.verifiedTag, 60)}` };
  if (entry.knownGood.some((name) => isCalled(release, name))) return { because: 'known good in the catalogue' };
  if (!succeeded) return broken('never succeeded', whyNeverSucceeded(release, history));
  return broken('not soaked', `it served alone for ${inWords(ran)} only; ${inWords(soak)} are asked`);
}

const broken = (rule: BrokenRule['rule'], sentence: string): Proof => ({
  broken: { rule, sentence, overridable: true },
});

const attemptsAt = ({ taskDefinition }: SeenRelease, { record }: ServiceHistory): SeenServiceDeployment[] =>
  record.state === 'known'
    ? record.value
        .filter((deployment) => deployment.taskDefinition === taskDefinition)
        .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    : [];

function whyNeverSucceeded(release: SeenRelease, history: ServiceHistory): string {
  const { record } = history;
  if (record.state === 'unknown') return `whether it ever was deployed well is not known: ${oneLine(record.why, 160)}`;
  if (record.state === 'not connected') return 'whether it ever was deployed well is not known: no record';
  const last = attemptsAt(release, history)[0];
  return last === undefined ? 'ECS has no record that it was ever deployed here' : howItEnded(last);
}

function howItEnded({ status, createdAt }: SeenServiceDeployment): string {
  const on = `on ${day(createdAt)}`;
  if (status.startsWith('ROLLBACK')) return `its deployment failed ${on}`;
  return status.startsWith('STOP') ? `its deployment was stopped ${on}` : 'its deployment is still in progress';
}
