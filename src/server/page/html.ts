// HTML that escapes by default: what is put into a template is text, unless it is HTML of this file's own making.

export class Html {
  constructor(readonly text: string) {}
}

type Shown = Html | string | number | false | undefined | readonly Shown[];

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

// Control characters mean nothing to a reader, and those of bidirectional text can make one name look like another.
const unseen = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (text: string): string =>
  text.replace(unseen, '\ufffd').replace(/[&<>"'`]/g, (sign) => signs[sign] ?? sign);

const shown = (value: Shown): string => {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  return typeof value === 'object' ? value.map(shown).join('') : escaped(String(value));
};

/** Safe between tags and in quoted attributes; never in a script, a style or an attribute without quotes. */
export const html = (parts: TemplateStringsArray, ...values: readonly Shown[]): Html =>
  new Html(parts.map((part, index) => `${index === 0 ? '' : shown(values[index - 1])}${part}`).join(''));

export const time = (at: string, text: string): Html => html`<time datetime="${at}">${text}</time>`;
