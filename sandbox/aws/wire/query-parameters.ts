type Nested = string | Nested[] | { [name: string]: Nested };
type Tree = Map<string, Tree | string>;

/**
 * Turns `Actions.member.1.ForwardConfig.TargetGroups.member.1.Weight=90` and its like into nested lists and objects;
 * RDS names the elements of its lists: `Tags.Tag.1.Key=run`.
 */
export function parseQueryParameters(form: URLSearchParams): Record<string, Nested> {
  const root: Tree = new Map();
  for (const [path, value] of form) insert(root, path.split('.'), value);
  return Object.fromEntries([...root].map(([name, tree]) => [name, nested(tree)]));
}

function insert(tree: Tree, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(first, value);
    return;
  }
  const below = tree.get(first);
  const next: Tree = typeof below === 'object' ? below : new Map<string, Tree | string>();
  tree.set(first, next);
  insert(next, rest, value);
}

function nested(tree: Tree | string): Nested {
  if (typeof tree === 'string') return tree;
  const [members] = tree.values();
  if (tree.size === 1 && members instanceof Map && [...members.keys()].every((key) => /^\d+$/.test(key))) {
    const numbered = [...members].sort(([a], [b]) => Number(a) - Number(b));
    return numbered.map(([, member]) => nested(member));
  }
  return Object.fromEntries([...tree].map(([name, member]) => [name, nested(member)]));
}
