// The release script's arguments for one release. Each value has to look like what it stands for, so that none is an option or a command.
import type { ReleaseName } from '../rollback.js';
import { oneLine } from '../runbook/wording.js';

export type Filled = { readonly argv: readonly string[] } | { readonly refused: string };

type Placeholder = 'commit' | 'version' | 'tag';

const forms: Readonly<Record<Placeholder, RegExp>> = {
  commit: /^[0-9a-f]{6,64}$/i,
  version: /^v?\d[0-9A-Za-z]{0,19}(?:[.+-][0-9A-Za-z]{1,40}){0,10}$/,
  tag: /^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9._+-]{0,99}){0,4}$/,
};

const placeholder = /\{\{\s*(commit|version|tag)\s*\}\}/g;

export function fillArguments(template: readonly string[], release: ReleaseName): Filled {
  const named = [...template.join(' ').matchAll(placeholder)].map(([, name]) => name as Placeholder);
  for (const name of new Set(named)) {
    const value = release[name];
    if (value === undefined) return { refused: `the target says no ${name}, which the release script is given` };
    if (!forms[name].test(value))
      return { refused: `the target's ${name} is not one: ${oneLine(JSON.stringify(value), 80)}` };
  }
  return {
    argv: template.map((word) => word.replace(placeholder, (_, name: Placeholder) => release[name] ?? '')),
  };
}
