/** Every executable file of that name, in the PATH's order. */
export function allOnPath(name: string): string[];
