import type { ReleaseField } from '../entry.js';
import { scalar } from './scalars.js';

const grammar = /^(environment|label|image tag|tag) ([^\s{}]+)(?: of container ([A-Za-z0-9_-]+))?$/;

function readReleaseField(written: unknown): ReleaseField | undefined {
  if (typeof written !== 'string') return undefined;
  const [, where, what, container] = grammar.exec(written.trim()) ?? [];
  if (what === undefined) return undefined;
  const within = container === undefined ? {} : { container };
  if (where === 'environment') return { environment: what, ...within };
  if (where === 'label') return { label: what, ...within };
  if (where === 'image tag') return isPattern(what) ? { imageTag: what, ...within } : undefined;
  return container === undefined ? { tag: what } : undefined;
}

/** The first group of the pattern is what the image's tag says. */
function isPattern(source: string): boolean {
  try {
    return /\((?!\?)|\(\?</.test(source) && new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Where a task definition says it: "environment APP_VERSION", "label NAME of container api", "image tag PATTERN", "tag KEY". */
export const releaseField = scalar(
  'where it is written, such as "environment APP_VERSION", "label NAME of container api", "image tag ^v(.+)$" or "tag KEY"',
  readReleaseField,
);
