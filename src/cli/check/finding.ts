/** What became of asking one endpoint of the catalogue. */
export interface Finding {
  readonly of: string;
  readonly endpoint: string;
  readonly outcome: 'reached' | 'denied' | 'not reached' | 'not configured' | 'not connected yet';
  readonly evidence: string;
}

/** The endpoint answered, and did not let us in. */
export class Denied extends Error {}
/** There is something, and no code that could reach it. */
export class NotConnectedYet extends Error {}

const deniedTypes: ReadonlySet<unknown> = new Set(['AwsAccessDenied', 'AwsCredentials']);

const outcomeOf = (error: unknown): Finding['outcome'] => {
  if (error instanceof NotConnectedYet) return 'not connected yet';
  const denied = error instanceof Denied || (error instanceof Error && 'type' in error && deniedTypes.has(error.type));
  return denied ? 'denied' : 'not reached';
};

/** Asks, and turns what is thrown into a finding. */
export async function find(of: string, endpoint: string, ask: () => Promise<string>): Promise<Finding> {
  try {
    return { of, endpoint, outcome: 'reached', evidence: await ask() };
  } catch (error) {
    const evidence = error instanceof Error ? error.message : String(error);
    return { of, endpoint, outcome: outcomeOf(error), evidence };
  }
}

export const notConfigured = (of: string, endpoint: string): Finding => ({
  of,
  endpoint,
  outcome: 'not configured',
  evidence: 'the catalogue does not name it',
});

/** Whether what was asked answered as it should; what was not asked is no failure. */
export const isFine = ({ outcome }: Finding): boolean => outcome !== 'denied' && outcome !== 'not reached';

export const findingLine = ({ of, endpoint, outcome, evidence }: Finding): string =>
  `${of.padEnd(24)} ${endpoint.padEnd(22)} ${outcome.padEnd(17)} ${evidence}`.slice(0, 400);
