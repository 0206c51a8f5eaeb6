import { metricName } from '../labels.js';
import { createMatcher, type LabelMatcher, type MatchOperator } from '../matchers.js';
import { readNumber, readString } from './literals.js';
import { parseError, unsupported } from './query-error.js';
import type { InstantSelector, RangeSelector, Subquery } from './syntax.js';
import { child, type TreeNode } from './tree.js';

export function readInstantSelector(node: TreeNode): InstantSelector {
  const name = child(node, 'Identifier')?.text;
  const matchers = (child(node, 'LabelMatchers')?.children ?? []).map(readMatcher);
  const named = matchers.find((matcher) => matcher.name === metricName);
  if (name !== undefined && named) {
    throw parseError(`metric name must not be set twice: ${JSON.stringify(name)} or ${JSON.stringify(named.value)}`);
  }
  if (name === undefined && matchers.every(({ accepts }) => accepts(''))) {
    throw parseError('vector selector must contain at least one non-empty matcher');
  }
  const all = name === undefined ? matchers : [...matchers, createMatcher(metricName, '=', name)];
  return { kind: 'selector', gives: 'instant vector', matchers: all, offsetMs: 0 };
}

export function readRangeSelector(node: TreeNode): RangeSelector {
  const [selector, duration] = node.children;
  if (selector?.name === 'OffsetExpr') throw parseError('no offset modifiers allowed before range');
  if (selector?.name !== 'VectorSelector') throw parseError('ranges only allowed for vector selectors');
  const { matchers, offsetMs } = readInstantSelector(selector);
  const rangeMs = readDurationMs(duration);
  if (rangeMs <= 0) throw parseError('duration must be greater than 0');
  return { kind: 'range', gives: 'range vector', matchers, offsetMs, rangeMs };
}

export function readOffset(
  node: TreeNode,
  readSubquery: (target: TreeNode) => Subquery,
): InstantSelector | RangeSelector | Subquery {
  const [target, , duration] = node.children;
  const offsetMs = readDurationMs(duration);
  switch (target?.name) {
    case 'VectorSelector':
      return { ...readInstantSelector(target), offsetMs };
    case 'MatrixSelector':
      return { ...readRangeSelector(target), offsetMs };
    case 'OffsetExpr':
      throw parseError('offset may not be set multiple times');
    case 'SubqueryExpr':
      return { ...readSubquery(target), offsetMs };
    default:
      throw parseError(
        'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      );
  }
}

function readMatcher(node: TreeNode): LabelMatcher {
  const quoted = node.name === 'QuotedLabelName' ? node : child(node, 'QuotedLabelName');
  const quotedName = quoted && readString(quoted.children[0]?.text ?? '');
  if (node.name === 'QuotedLabelName') return createMatcher(metricName, '=', quotedName ?? '');
  const name = quotedName ?? child(node, 'LabelName')?.text ?? '';
  const operator = child(node, 'MatchOp')?.text as MatchOperator;
  const value = readString(child(node, 'StringLiteral')?.text ?? '""');
  try {
    return createMatcher(name, operator, value);
  } catch (error) {
    throw parseError((error as Error).message);
  }
}

/** Seconds or a duration, with a sign at most; arithmetic on durations is left to Prometheus. */
export function readDurationMs(node: TreeNode | undefined): number {
  const text = node?.text.replace(/\s/g, '') ?? '';
  if (!/^[+-]?[\w.]+$/.test(text)) throw unsupported(`the duration expression ${JSON.stringify(text)}`);
  return Math.round(readNumber(text) * 1000);
}
