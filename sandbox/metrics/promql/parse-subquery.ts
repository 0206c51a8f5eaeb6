import { readDurationMs } from './parse-selector.js';
import { parseError, unsupported } from './query-error.js';
import type { Expression, Subquery } from './syntax.js';
import type { TreeNode } from './tree.js';

/** Of one series; Prometheus bounds the samples of a whole query instead. */
const mostSteps = 11_000;

export function readSubquery(node: TreeNode, read: (node: TreeNode | undefined) => Expression): Subquery {
  const [target, range, step] = node.children;
  const operand = read(target);
  if (operand.gives !== 'instant vector') {
    throw parseError(`subquery is only allowed on instant vector, got ${operand.gives} instead`);
  }
  if (step === undefined) throw unsupported('a subquery without a step');
  const [rangeMs, stepMs] = [readDurationMs(range), readDurationMs(step)];
  if (rangeMs <= 0 || stepMs <= 0) throw parseError('duration must be greater than 0');
  if (rangeMs / stepMs > mostSteps) throw unsupported(`a subquery of more than ${mostSteps} steps`);
  return { kind: 'subquery', gives: 'range vector', operand, offsetMs: 0, rangeMs, stepMs };
}
