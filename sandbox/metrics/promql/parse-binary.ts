import { checkBinary } from './check-types.js';
import { unsupported } from './query-error.js';
import {
  type BinaryOperation,
  type Expression,
  isArithmetic,
  isComparison,
  isSetOperator,
  type Matching,
} from './syntax.js';
import { child, type TreeNode } from './tree.js';

type ReadExpression = (node: TreeNode | undefined) => Expression;

export function readBinary(node: TreeNode, read: ReadExpression): BinaryOperation {
  const [leftNode, operatorNode] = node.children;
  const rightNode = node.children.at(-1);
  const operator = operatorNode?.text.toLowerCase() ?? '';
  if (!isArithmetic(operator) && !isComparison(operator) && !isSetOperator(operator)) {
    throw unsupported(`the operator ${operator}`);
  }
  if (child(node, 'FillModifier')) throw unsupported('the fill modifier');
  const left = read(leftNode);
  const right = read(rightNode);
  const operation: BinaryOperation = {
    kind: 'binary',
    gives: left.gives === 'scalar' && right.gives === 'scalar' ? 'scalar' : 'instant vector',
    operator,
    returnsBool: child(node, 'BoolModifier') !== undefined,
    matching: readMatching(child(node, 'MatchingModifierClause')),
    left,
    right,
  };
  checkBinary(operation);
  return operation;
}

function readMatching(clause: TreeNode | undefined): Matching {
  if (!clause) return { by: 'ignoring', labels: [] };
  const grouping = child(clause, 'GroupLeft') ?? child(clause, 'GroupRight');
  if (grouping) throw unsupported(`many-to-one matching with ${grouping.text.toLowerCase()}`);
  return { by: child(clause, 'On') ? 'on' : 'ignoring', labels: readLabelNames(child(clause, 'GroupingLabels')) };
}

export function readLabelNames(labels: TreeNode | undefined): string[] {
  return (labels?.children ?? []).map(({ name, text }) => {
    if (name !== 'LabelName') throw unsupported(`the quoted label name ${text}`);
    return text;
  });
}
