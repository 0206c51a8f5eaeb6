/** The value at a path with dots, as text; undefined where the JSON has none. Objects and lists are no values. */
export function fieldAt(json: unknown, path: string): string | undefined {
  let here: unknown = json;
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return typeof here === 'string' || typeof here === 'number' || typeof here === 'boolean' ? String(here) : undefined;
}

/** Name → text of each path that the JSON has. */
export const fieldsAt = (json: unknown, paths: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([name, path]) => {
      const value = fieldAt(json, path);
      return value === undefined ? [] : [[name, value.slice(0, 200)]];
    }),
  );

/** The parsed body, or undefined when it is not JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
