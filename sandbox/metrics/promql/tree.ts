import { parser } from '@prometheus-io/lezer-promql';

import { badQuery } from './query-error.js';
import { rebind } from './rebind.js';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** A node of the syntax tree with its text; comments are left out. */
export interface TreeNode {
  readonly name: string;
  readonly text: string;
  readonly children: readonly TreeNode[];
}

/** @throws QueryError when the text is not PromQL */
export function readTree(query: string): TreeNode {
  const tree = parser.parse(query);
  tree.iterate({
    enter({ type, from, to }) {
      if (type.isError) throw badQuery(syntaxError(query, from, to));
    },
  });
  return toTreeNode(tree.topNode, query);
}

export function child(node: TreeNode, name: string): TreeNode | undefined {
  return node.children.find((candidate) => candidate.name === name);
}

function toTreeNode(node: SyntaxNode, query: string): TreeNode {
  const children: TreeNode[] = [];
  for (let next = node.firstChild; next; next = next.nextSibling) {
    if (next.name !== 'LineComment') children.push(toTreeNode(next, query));
  }
  return rebind({ name: node.name, text: query.slice(node.from, node.to), children });
}

function syntaxError(query: string, from: number, to: number): string {
  const where = `${position(query, from)}: parse error: `;
  const before = query.slice(0, from);
  const called = query.startsWith('(', from) ? /[a-zA-Z_:][\w:]*\s*$/.exec(before)?.[0].trim() : undefined;
  if (called !== undefined) return `${where}unknown function with name "${called}"`;
  const found = query.slice(from, to).trim() || query.slice(from).trim();
  return where + (found === '' ? 'unexpected end of input' : `unexpected ${JSON.stringify(found)}`);
}

/** Line and column, both from 1. */
function position(query: string, index: number): string {
  const lines = query.slice(0, index).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
