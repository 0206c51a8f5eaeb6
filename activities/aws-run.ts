// Which run asked, in CloudTrail: in the user agent of every AWS call, and in the session name where a role is assumed.
import type { ECSClient } from '@aws-sdk/client-ecs';
import { askingRun } from './attempt.js';

type Stack = Pick<ECSClient['middlewareStack'], 'add'>;

/** The SDK joins these pairs with a slash and replaces what may not stand in a header. */
interface WithUserAgent {
  userAgent?: [string, string][];
}

/** `… app/runback … runback-run/<run id>`; without the latter where nobody's run asks, as `runback hold` does. */
export function carryRun<C extends { readonly middlewareStack: unknown }>(client: C): C {
  (client.middlewareStack as Stack).add(
    (next, context) => (args) => {
      const run = askingRun();
      const of = context as WithUserAgent;
      if (run !== undefined) of.userAgent = [...(of.userAgent ?? []), ['runback-run', run]];
      return next(args);
    },
    { step: 'initialize', name: 'carryRun' },
  );
  return client;
}

/** At most 64 of the characters that STS takes. */
export const sessionName = (run: string | undefined): string =>
  run === undefined ? 'runback' : `runback-${run.replace(/[^\w+=,.@-]/g, '-')}`.slice(0, 64);
