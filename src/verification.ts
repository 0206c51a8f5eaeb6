/** `not yet`: a window is not full or production is on its way; `could not measure` is never healthy. */
export type Verdict = 'recovered' | 'not yet' | 'not recovered' | 'could not measure';

export interface Check {
  /** As the runbook names it, such as "Version" or "Error rate". */
  readonly name: string;
  /** `not configured`: the catalogue names no source; `not connected`: Runback does not check it yet. */
  readonly verdict: 'passed' | 'failed' | 'not yet' | 'could not measure' | 'not configured' | 'not connected';
  readonly evidence: string;
  /** Shown, and no reason to wait: a part of the service that nobody used, while the whole of it was measured. */
  readonly aside?: true;
}

/** What the verifier found (design §8). */
export interface Verification {
  readonly verdict: Verdict | 'not verified';
  readonly checks: readonly Check[];
}
