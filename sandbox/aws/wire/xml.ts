const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

/** A list whose elements have a name of their own, as those of RDS: `<DBSnapshots><DBSnapshot>…`. */
export class ListOf {
  constructor(
    readonly element: string,
    readonly entries: readonly unknown[],
  ) {}
}

/** A member of a query-protocol answer; plain lists become `<member>` elements, what is undefined is left out. */
export function toXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  return `<${name}>${contentOf(value)}</${name}>`;
}

function contentOf(value: unknown): string {
  if (value instanceof ListOf) return value.entries.map((entry) => toXml(value.element, entry)).join('');
  if (Array.isArray(value)) return value.map((entry) => toXml('member', entry)).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, member]) => toXml(name, member))
      .join('');
  }
  return escapeXml(typeof value === 'string' ? value : JSON.stringify(value));
}
