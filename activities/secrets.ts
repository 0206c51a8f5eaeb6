// Secrets are references in the catalogue; their values exist only inside the activity that needs them (design §15).
import { readFile } from 'node:fs/promises';
import type { ApplicationFailure } from '@temporalio/common';
import { failure } from '../src/failures.js';

/** The value behind `env:NAME` or `file:/path`. Fails with SecretMissing; no message carries a value. */
export async function resolveSecret(
  reference: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const [, kind = '', where = ''] = /^(env|file|ssm):(.+)$/s.exec(reference) ?? [];
  if (kind === 'env') return nonEmpty(env[where], reference, `Set ${where} in the worker's environment`);
  if (kind === 'file')
    return nonEmpty(await readOrNothing(where), reference, `Put the secret into ${where}, readable for the worker`);
  const cameBack =
    kind === 'ssm' ? 'SSM parameters are not read yet; that comes later' : 'it is not env:NAME or file:/path';
  throw missing(kind === 'ssm' ? reference : 'a secret', cameBack, 'Use env:NAME or file:/path in the catalogue');
}

const nonEmpty = (value: string | undefined, reference: string, next: string): string => {
  const secret = value?.trim() ?? '';
  if (secret === '') throw missing(reference, 'nothing is there', next);
  return secret;
};

const readOrNothing = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const missing = (reference: string, cameBack: string, next: string): ApplicationFailure =>
  failure('SecretMissing', { attempted: `Reading ${reference}`, cameBack, next });
