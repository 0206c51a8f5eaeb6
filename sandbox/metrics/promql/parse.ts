// PromQL's text to a type-checked expression; what lies outside the subset is refused here, before anything is read.
import { checkAggregation, checkCall, checkNegation } from './check-types.js';
import { readNumber } from './literals.js';
import { readBinary, readLabelNames } from './parse-binary.js';
import { readInstantSelector, readOffset, readRangeSelector } from './parse-selector.js';
import { readSubquery } from './parse-subquery.js';
import { parseError, unsupported } from './query-error.js';
import { signatures } from './signatures.js';
import { type Aggregation, aggregators, type Call, type Expression } from './syntax.js';
import { child, readTree, type TreeNode } from './tree.js';

/** @throws QueryError `bad_data` when it is not PromQL, `execution` when it is PromQL outside the subset */
export function parsePromql(query: string): Expression {
  return readExpression(readTree(query).children[0]);
}

const readers: Readonly<Record<string, (node: TreeNode) => Expression>> = {
  NumberDurationLiteral: ({ text }) => ({ kind: 'number', gives: 'scalar', value: readNumber(text) }),
  VectorSelector: readInstantSelector,
  MatrixSelector: readRangeSelector,
  OffsetExpr: (node) => readOffset(node, (target) => readSubquery(target, readExpression)),
  SubqueryExpr: (node) => readSubquery(node, readExpression),
  ParenExpr: ({ children }) => readExpression(children[0]),
  UnaryExpr: readUnary,
  BinaryExpr: (node) => readBinary(node, readExpression),
  AggregateExpr: readAggregation,
  FunctionCall: readCall,
};

const namesOfUnsupported: Readonly<Record<string, string>> = {
  StepInvariantExpr: 'the @ modifier',
  StringLiteral: 'a string as an expression',
  AnchoredExpr: 'the anchored modifier',
  SmoothedExpr: 'the smoothed modifier',
};

function readExpression(node: TreeNode | undefined): Expression {
  if (!node) throw parseError('no expression found in input');
  const read = readers[node.name];
  if (!read) throw unsupported(namesOfUnsupported[node.name] ?? node.name);
  return read(node);
}

function readUnary({ children: [sign, target] }: TreeNode): Expression {
  const operand = readExpression(target);
  checkNegation(operand);
  return sign?.text === '-' ? { kind: 'negation', gives: operand.gives, operand } : operand;
}

function readAggregation(node: TreeNode): Aggregation {
  const given = child(node, 'AggregateOp')?.text.toLowerCase() ?? '';
  const aggregator = aggregators.find((name) => name === given);
  if (!aggregator) throw unsupported(given);
  const [target, ...others] = child(node, 'FunctionCallBody')?.children ?? [];
  if (others.length > 0) throw parseError(`wrong number of arguments for aggregate expression provided, expected 1`);
  const operand = readExpression(target);
  checkAggregation(operand);
  const modifier = child(node, 'AggregateModifier');
  const keeps = modifier && child(modifier, 'Without') ? 'without' : 'by';
  const labels = readLabelNames(modifier && child(modifier, 'GroupingLabels'));
  return { kind: 'aggregation', gives: 'instant vector', aggregator, grouping: { keeps, labels }, operand };
}

function readCall(node: TreeNode): Call {
  const name = child(node, 'FunctionIdentifier')?.text ?? '';
  const signature = signatures[name];
  if (!signature) throw unsupported(`the function ${name}`);
  const operands = (child(node, 'FunctionCallBody')?.children ?? []).map(readExpression);
  checkCall(name, signature, operands);
  return { kind: 'call', gives: signature.gives, name, operands };
}
