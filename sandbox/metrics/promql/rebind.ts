// Puts right where the grammar of lezer-promql, which is made for editors, binds otherwise than Prometheus.
import type { TreeNode } from './tree.js';

const postfixes = ['OffsetExpr', 'MatrixSelector', 'SubqueryExpr', 'StepInvariantExpr', 'AnchoredExpr', 'SmoothedExpr'];

const looserToTighter = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '>', '<', '>=', '<='],
  ['+', '-'],
  ['*', '/', '%', 'atan2'],
  ['^'],
];

/** The node as Prometheus reads it; its children are so already. */
export function rebind(node: TreeNode): TreeNode {
  if (postfixes.includes(node.name)) return bindPostfix(node);
  return node.name === 'BinaryExpr' ? bindOperator(splitSign(node)) : node;
}

/** `a - b offset 1m` shifts b alone, where the grammar shifts the difference. */
function bindPostfix(postfix: TreeNode): TreeNode {
  const [target, ...modifier] = postfix.children;
  const operand = target?.children.at(-1);
  if (!target || !operand || !['BinaryExpr', 'UnaryExpr'].includes(target.name)) return postfix;
  return withLast(target, bindPostfix({ ...postfix, children: [operand, ...modifier] }));
}

/** `-2 ^ 2` is -4, where the grammar takes the sign into the number. */
function splitSign(power: TreeNode): TreeNode {
  const [base, operator, ...exponent] = power.children;
  const sign = base?.text[0] ?? '';
  if (!base || !operator || operator.text !== '^' || base.name !== 'NumberDurationLiteral') return power;
  if (sign !== '-' && sign !== '+') return power;
  const unsigned = { ...base, text: base.text.slice(1) };
  const signNode = { name: 'UnaryOp', text: sign, children: [] };
  const operand = { ...power, children: [unsigned, operator, ...exponent] };
  return { name: 'UnaryExpr', text: power.text, children: [signNode, operand] };
}

/** Once the modifier of `a - b offset 1m * c` is back at b, b is c's factor and not the difference. */
function bindOperator(operation: TreeNode): TreeNode {
  const [left, operator, ...right] = operation.children;
  const operand = left?.children.at(-1);
  if (!left || !operator || !operand || !isLooser(left, operator)) return operation;
  return withLast(left, bindOperator({ ...operation, children: [operand, operator, ...right] }));
}

function isLooser(left: TreeNode, operator: TreeNode): boolean {
  if (left.name === 'UnaryExpr') return operator.text === '^';
  if (left.name !== 'BinaryExpr') return false;
  const [inner, outer] = [left.children[1], operator].map(tightness) as [number, number];
  return inner < outer || (inner === outer && operator.text === '^');
}

function tightness(operator: TreeNode | undefined): number {
  return looserToTighter.findIndex((level) => level.includes(operator?.text.toLowerCase() ?? ''));
}

function withLast(node: TreeNode, last: TreeNode): TreeNode {
  return { ...node, children: [...node.children.slice(0, -1), last] };
}
