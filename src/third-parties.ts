// Whoever else the service needs (Runbook › Manual Rollback Criteria, "Third-party integration failure"): a rollback mends none of them.
export interface ThirdParty {
  /** A 5xx says that it fails; any other answer that it works. */
  readonly url?: string;
  /** PromQL, above 0 while it fails. */
  readonly query?: string;
}

export interface SeenThirdParty {
  readonly name: string;
  readonly state: 'works' | 'fails' | 'unknown';
  /** What was seen, or why nothing was: "answered 503". */
  readonly said: string;
}

export const failingThirdParties = (seen: readonly SeenThirdParty[] = []): string[] =>
  seen.filter(({ state }) => state === 'fails').map(({ name, said }) => `${name} fails now: ${said}`);

export const unknownThirdParties = (seen: readonly SeenThirdParty[] = []): string[] =>
  seen
    .filter(({ state }) => state === 'unknown')
    .map(({ name, said }) => `whether ${name} works is not known: ${said}`);
