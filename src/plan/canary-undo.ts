// The plan of an undo of Method 4: the canary gets its tasks and then its traffic back; the service is left as it is.
import { type SeenCanary, undoBegun } from '../canary.js';
import { backRefused, type FormerCanary, formerInWords } from '../canary-undo.js';
import { stillHolds } from '../manual-tag.js';
import type { PlannedMethod, TargetChoice } from '../plan-shape.js';
import { oneLine, revisionOf } from '../runbook/wording.js';
import { nameOf } from '../target/release-to-leave.js';
import type { TargetQuestion } from '../target.js';
import { budgetOf } from './budget.js';
import { otherMethods, type Way } from './canary.js';
import { giveBackCommands } from './canary-commands.js';
import { undoInWords } from './canary-warnings.js';
import { timeOf } from './methods.js';
import { aboutEntry } from './warnings.js';

/** Undefined where no canary is given back. */
export function canaryUndoWay(question: TargetQuestion): Way | undefined {
  const { situation, entry, undone } = question;
  if (undone === undefined) return undefined;
  const seen = situation.canary?.state === 'known' ? situation.canary.value : undefined;
  const refused = undoRefused(question, undone);
  return {
    judged: situation,
    from: nameOf(situation, situation.service.taskDefinition),
    target: refused === undefined ? givenBack(undone) : { kind: 'none', why: refused, passedOver: [] },
    methods: [methodOf(question, undone, seen, refused), ...otherMethods('a canary is given back its traffic')],
    warnings: [...begunBefore(seen), ...aboutEntry(situation, entry)],
    wouldRevertUs: [],
    ...(seen === undefined ? {} : { canary: seen }),
    undoesCanary: true,
  };
}

const begunBefore = (seen: SeenCanary | undefined): string[] => {
  const undo = seen === undefined ? undefined : undoBegun(seen);
  return undo === undefined ? [] : [`${undoInWords(undo)}: it is taken up`];
};

const givenBack = (undone: FormerCanary): TargetChoice => ({
  kind: 'chosen',
  target: {
    release: undone.release,
    revision: Number(revisionOf(undone.release.taskDefinition).slice(1)),
    because: `the canary ${undone.service} gets back what it had: ${formerInWords(undone)}`,
    pin: [],
    overridden: [],
  },
  passedOver: [],
});

/** Why it cannot be given back, and what to do instead; undefined where it can. */
function undoRefused({ situation, entry, now }: TargetQuestion, undone: FormerCanary): string | undefined {
  const { canary, service } = situation;
  if (!entry.policy.methods.includes('canary')) return 'the policy does not allow Method 4';
  if (canary === undefined || canary.state === 'not connected') return 'the catalogue names no canary';
  if (canary.state === 'unknown') return `the canary could not be read: ${oneLine(canary.why, 300)}`;
  if (service.manualTag !== undefined && stillHolds(service.manualTag, Date.parse(now)))
    return `somebody acts by hand: runback:manual = ${oneLine(service.manualTag, 120)}. Remove the tag to go on`;
  return backRefused(canary.value, undone);
}

function methodOf(
  question: TargetQuestion,
  undone: FormerCanary,
  seen: SeenCanary | undefined,
  refused: string | undefined,
): PlannedMethod {
  const { entry } = question;
  const budgetMs = budgetOf({ method: 'canary', below: [], ...timeOf(question) });
  const reason = refused ?? 'its tasks first, then its traffic, as an undo of Method 4';
  if (refused !== undefined || seen === undefined)
    return { method: 'canary', use: 'passed over', reason, budgetMs, commands: [] };
  return { method: 'canary', use: 'first', reason, budgetMs, commands: giveBackCommands(entry, seen, undone) };
}
