// What the runbook says in figures, addresses, commands and checklists: the items that code or catalogue must not lose.
export interface Item {
  readonly kind: 'address' | 'command' | 'number' | 'checklist line';
  readonly text: string;
}

/** One way of writing: single spaces, no space before "%", no space before units of one letter, no Markdown around. */
export const inOneWay = (text: string): string =>
  text
    .replace(/\\\n/g, ' ')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ %/g, '%')
    .replace(/(\d)–(\d)/g, '$1-$2');

const urls = /\b[a-z]+:\/\/[^\s"'`)<]+/g;
const hosts = /\b(?:[\w.-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:io|internal)(?::\d+)?(?:\/[\w./-]*)?/g;
const phones = /\+\d[\d-]{6,}/g;
const units = '%|x\\b|s\\b|(?:consecutive )?minutes?\\b|[ -]?hours?\\b';
const numbers = new RegExp(`[<>]?\\d+(?:\\.\\d+)?(?:-\\d+(?:\\.\\d+)?)? ?(?:${units})`, 'g');
const checklist = /^\s*(?:-|\d+\.) \[ \] (?:\*\*[^*]+:\*\* )?(.+)$/gm;
const codeBlock = /```bash\n([\s\S]*?)```/g;

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? match[0]);

export const commandsOf = (runbook: string): string[] =>
  all(runbook, codeBlock)
    .flatMap((block) => block.replace(/\\\n/g, ' ').split('\n'))
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));

/** Every item once, in the order of its kind. */
export function itemsOf(runbook: string): Item[] {
  const found: Item[] = [
    ...[...all(runbook, urls), ...all(runbook.replace(urls, ''), hosts), ...all(runbook, phones)].map((text) =>
      aText('address', text),
    ),
    ...commandsOf(runbook).map((text) => aText('command', text)),
    ...all(inOneWay(runbook), numbers).map((text) => aText('number', text)),
    ...all(runbook, checklist).map((text) => aText('checklist line', text)),
  ];
  return [...new Map(found.map((item) => [`${item.kind} ${item.text}`, item])).values()];
}

const aText = (kind: Item['kind'], text: string): Item => ({ kind, text: inOneWay(text).trim() });

/** A number has to stand alone: "5%" is not found in "15%", nor "0 minutes" in "10 minutes". */
export function isFoundIn({ kind, text }: Item, source: string): boolean {
  if (kind !== 'number') return source.includes(text);
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\d.])${escaped}(?![\\w.]\\d)`).test(source);
}
