/** What became of asking one endpoint of the catalogue. */
export interface Finding {
  readonly of: string;
  readonly endpoint: string;
  readonly outcome: 'reached' | 'denied' | 'not reached' | 'not configured';
  readonly evidence: string;
}

/** The endpoint answered, and did not let us in. */
export class Denied extends Error {}

const deniedTypes: ReadonlySet<unknown> = new Set(['AwsAccessDenied', 'AwsCredentials']);

const isDenied = (error: unknown): boolean =>
  error instanceof Denied || (error instanceof Error && 'type' in error && deniedTypes.has(error.type));

/** Asks, and turns what is thrown into a finding. */
export async function find(of: string, endpoint: string, ask: () => Promise<string>): Promise<Finding> {
  try {
    return { of, endpoint, outcome: 'reached', evidence: await ask() };
  } catch (error) {
    const evidence = error instanceof Error ? error.message : String(error);
    return { of, endpoint, outcome: isDenied(error) ? 'denied' : 'not reached', evidence };
  }
}

export const notConfigured = (of: string, endpoint: string): Finding => ({
  of,
  endpoint,
  outcome: 'not configured',
  evidence: 'the catalogue does not name it',
});

export const findingLine = ({ of, endpoint, outcome, evidence }: Finding): string =>
  `${of.padEnd(24)} ${endpoint.padEnd(14)} ${outcome.padEnd(15)} ${evidence}`.slice(0, 400);
