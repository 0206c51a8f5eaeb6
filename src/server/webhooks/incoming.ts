import type { Alert, Severity } from '../../rollback.js';

/** An alert in Runback's shape, with what it says about where it belongs. */
export interface IncomingAlert {
  readonly alert: Alert;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  readonly severity: Severity;
}

/** Tells deliveries of one and the same alert from others: senders repeat themselves. */
export const keyOf = ({ fingerprint, name, startsAt, status, labels }: Alert): string =>
  JSON.stringify([fingerprint ?? labels ?? name, startsAt, status]);
