import { canaryInWords } from '../canary.js';
import { likelyCause } from '../diagnosis.js';
import { clock, oneLine, shortName, tasksByRelease } from '../runbook/wording.js';
import type { Status } from '../status.js';

/** "v1.2.3 → v1.2.2 (ran 26 h without trouble)" */
export function wayLine({ from, to, because, canary, undoesCanary }: Status): string[] {
  if (from === undefined) return [];
  if (undoesCanary === true) {
    const back = to === undefined ? 'the canary' : `the canary ${shortName(to)}`;
    return [`${shortName(from)} alone → beside ${back}${because === undefined ? '' : ` (${oneLine(because, 160)})`}`];
  }
  if (to === undefined) return [`From ${shortName(from)}; no target is chosen`];
  const left = `${canary === undefined ? '' : 'canary '}${shortName(from)}`;
  return [`${left} → ${shortName(to)}${because === undefined ? '' : ` (${oneLine(because, 160)})`}`];
}

const results = { claimed: 'claimed', refused: 'refused', failed: 'failed', 'out-of-time': 'out of its time' } as const;
const mostAttempts = 2;

/** "Tried: ecs-task failed: the tasks of v1.2.2 do not start"; the newest ones that did not work. */
export function triedLine({ attempts }: Status): string[] {
  const inVain = attempts.filter(({ result }) => result !== 'claimed');
  if (inVain.length === 0) return [];
  const newest = inVain
    .slice(-mostAttempts)
    .map(({ method, result, reason }) => `${method} ${results[result]}: ${oneLine(reason, 200)}`);
  const before = inVain.length - newest.length;
  return [`Tried: ${newest.join(' · ')}${before === 0 ? '' : ` (and ${before} before)`}`];
}

/** "Likely cause: v1.2.2 expects schema revision 0017, the database is at 0018" */
export const causeLine = ({ diagnosis }: Status): string[] =>
  diagnosis === undefined ? [] : [`Likely cause: ${oneLine(likelyCause(diagnosis), 300)}`];

export const toldLine = ({ told }: Status): string[] =>
  told.length === 0 ? [] : [`Told: ${oneLine(told.join(' · '))}`];

export const linkLine = ({ page, dashboard, pipeline }: Status): string[] => {
  const links = [
    ...(page === undefined ? [] : [page]),
    ...(dashboard === undefined ? [] : [dashboard]),
    ...(pipeline === undefined ? [] : [pipeline.run.url]),
  ];
  return links.length === 0 ? [] : [`Look: ${links.join(' · ')}`];
};

/** Where nothing was changed it was counted by the look at production, which may be a while ago. */
export function servingNow({ serving, servingAt, changed, canary }: Status): string {
  if (serving.length === 0) return 'what serves was not read yet';
  const seen = changed || servingAt === undefined ? '' : ` (as seen at ${clock(servingAt)})`;
  const beside = canary === undefined ? '' : `; the canary has ${canaryInWords(canary)}`;
  return `${tasksByRelease(serving)}${beside}${seen}`;
}

/** The way back comes with it: whoever is woken by this has no time to look for it. */
export const worseLine = ({ worse, service, environment }: Status): string[] =>
  worse === undefined
    ? []
    : [`Worse since our change: ${oneLine(worse.why, 200)}. To go back: runback undo ${service} --env ${environment}`];
