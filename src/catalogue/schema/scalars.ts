// The kinds of values a catalogue is written in. Each says what it expects; the reader adds where and what it got instead.
import { z } from 'zod';
import { readDay, readDuration, readPercentage } from '../units.js';

const carriesPassword = (value: unknown): boolean => typeof value === 'string' && /:\/\/[^/?#\s]*@/.test(value);

/** A value read by `read`, which answers undefined for what is not `expected`. What may be a secret is never printed. */
export const scalar = <T>(expected: string, read: (value: unknown) => T | undefined, isSecret = carriesPassword) =>
  z.unknown().transform((value, context): T => {
    const seen = read(value);
    if (seen !== undefined) return seen;
    context.addIssue({ code: 'custom', message: expected, params: { secret: isSecret(value) } });
    return z.NEVER;
  });

const ofText = <T>(expected: string, read: (text: string) => T | undefined) =>
  scalar(expected, (value) => (typeof value === 'string' ? read(value) : undefined));

const matching = (expected: string, pattern: RegExp) =>
  ofText(expected, (text) => (pattern.test(text) ? text : undefined));

const placeholder = /\{\{\s*([^}]*?)\s*\}\}/g;

/** The names between double braces in a template. */
const placeholdersOf = (text: string): string[] => [...text.matchAll(placeholder)].map(([, name]) => name ?? '');

/** Between `{{service}}` and `{{environment}}`, which are filled in before, no template is left in a plain text. */
export const text = ofText(
  'a text of 1 to 4,000 characters without {{…}} other than {{service}} and {{environment}}',
  (given) => (given.trim() !== '' && given.length <= 4_000 && placeholdersOf(given).length === 0 ? given : undefined),
);
export const flag = scalar('true or false', (value) => (typeof value === 'boolean' ? value : undefined));
export const oneOf = <const Choice extends string>(...choices: readonly Choice[]) =>
  ofText(`one of ${choices.join(', ')}`, (given) => choices.find((choice) => choice === given));

export const wholeNumber = (from: number, to: number) =>
  scalar(`a number from ${from} to ${to}`, (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to ? value : undefined,
  );
export const factor = scalar('a number from 1 to 1000', (value) =>
  typeof value === 'number' && value >= 1 && value <= 1000 ? value : undefined,
);

/** Milliseconds. */
export const duration = ofText('a duration with its unit such as "5 minutes"', readDuration);
export const ratio = ofText('a percentage such as "5 %"', readPercentage);
export const day = ofText('a day such as "October 17, 2025" or 2025-10-17', readDay);

export const name = matching(
  'a name of letters, digits, dots, dashes and underscores',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
);
const rdsIdentifier = /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/;

/** Of an instance or a cluster: RDS takes no other, and shows it in lower case. */
export const rdsName = matching(
  'an RDS identifier of lower-case letters, digits and single hyphens, a letter first',
  rdsIdentifier,
);
/** Of snapshots: `{{run}}` becomes 22 characters such as 20251017-143000-c0ffee. */
export const snapshotName = ofText(
  'the name of a snapshot with {{run}} in it, of lower-case letters, digits and single hyphens, 63 characters at most when filled',
  (given) => {
    const filled = given.replace(/\{\{\s*run\s*\}\}/, '20251017-143000-c0ffee');
    return filled !== given && rdsIdentifier.test(filled) ? given : undefined;
  },
);
export const hostAndPort = matching('a host, or host:port', /^[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?$/);
/** What git clones: never an option. What stands before the host of an http URL would be in arguments and files: git's own copy, /proc. */
export const gitRemote = ofText(
  'a path or URL of a git repository, without a password and, in an https URL, without a user (a token goes into `token` beside it, as a reference)',
  (given) =>
    /^[^\s\0-][^\s\0]*$/.test(given) && !/:\/\/[^/?#\s]*:[^/?#\s]*@|^https?:\/\/[^/?#]*@/i.test(given)
      ? given
      : undefined,
);
export const variable = matching('the name of an environment variable', /^[A-Za-z_][A-Za-z0-9_]*$/);
export const region = matching('an AWS region such as us-east-1', /^[a-z]{2,3}(-[a-z]+)+-\d$/);
export const roleArn = matching('the ARN of an IAM role', /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/);
export const folder = matching('the path of a folder', /^[^\s\0]+$/);
/** Never an option of ssh or git: it begins with a letter or a digit. */
export const sshDestination = matching(
  'where ssh leads to, such as deploy@host.internal',
  /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.:-]*$/,
);
export const tagPattern = matching(
  'the beginning of a tag and a star, such as prod-v*',
  /^[A-Za-z0-9][A-Za-z0-9._/-]*\*$/,
);
export const channel = matching('a Slack channel such as "#incidents"', /^#[a-z0-9][a-z0-9_-]{0,79}$/);
export const repository = matching('a repository such as owner/name', /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/);

const parsedUrl = (given: string): URL | undefined =>
  URL.canParse(given) && placeholdersOf(given).length === 0 ? new URL(given) : undefined;

/** User and password belong into references, not into an address. */
const isHttp = (url: URL): boolean => /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';

export const url = ofText('an http or https URL without user and password', (given) => {
  const parsed = parsedUrl(given);
  return parsed !== undefined && isHttp(parsed) ? given : undefined;
});
/** Scheme, host and port alone; a final slash is dropped. */
export const origin = ofText('an http or https URL of scheme, host and port alone', (given) => {
  const parsed = parsedUrl(given);
  const isBare = parsed?.pathname === '/' && parsed.search === '' && parsed.hash === '';
  return parsed !== undefined && isHttp(parsed) && isBare ? parsed.origin : undefined;
});

/** What an endpoint stands in for: AWS, or every URL of an origin. */
export const endpointName = z.string().refine((given) => given === 'aws' || parsedUrl(given)?.origin === given, {
  error: '"aws" or the scheme, host and port of a URL as key',
});

const isReference = (given: string): boolean => /^(env:[A-Za-z_][A-Za-z0-9_]*|ssm:\/\S+|file:\/\S+)$/.test(given);

/** A reference to a secret. What stands there instead is never printed: it may be the secret. */
export const reference = scalar(
  'a reference: env:NAME, ssm:/path or file:/path',
  (value) => (typeof value === 'string' && isReference(value) ? value : undefined),
  () => true,
);

/** Text with the placeholders named, and no others. */
export const template = (allowed: readonly string[], required: readonly string[] = []) =>
  ofText(
    `a text with ${required.length > 0 ? `{{${required.join('}}, {{')}}} in it and ` : ''}no placeholder but {{${['service', 'environment', ...allowed].join('}}, {{')}}}`,
    (given) => {
      const used = placeholdersOf(given);
      const isRight = used.every((each) => allowed.includes(each)) && required.every((each) => used.includes(each));
      return given.trim() !== '' && isRight ? given : undefined;
    },
  );
