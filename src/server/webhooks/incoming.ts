import { defined } from '../../client/defined.js';
import type { Alert, Severity } from '../../rollback.js';

/** An alert in Runback's shape, with what it says about where it belongs. */
export interface IncomingAlert {
  readonly alert: Alert;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  readonly severity: Severity;
  /** Why it is kept on the record and nothing more: that something could not be measured is no trouble of the service. */
  readonly startsNothing?: string;
  /** It tells of a deployment that begins, by ECS's id: that is guarded, and no rollback is asked for. */
  readonly deployment?: string;
}

/** What a sender wrote, cut to what is kept of it; undefined when nothing is left. */
const clipped = (value: string | undefined, length: number): string | undefined =>
  value?.trim().slice(0, length) || undefined;

const clippedLabels = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, 30)
      .map(([key, value]) => [key.slice(0, 100), value.slice(0, 200)]),
  );

/** What is read of an alert, before it is cut. */
interface Told {
  readonly source: string;
  readonly status: 'firing' | 'resolved';
  readonly name?: string | undefined;
  readonly startsAt?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly summary?: string | undefined;
  readonly url?: string | undefined;
  readonly labels?: Readonly<Record<string, string>>;
}

export const alertOf = ({ source, status, name, startsAt, fingerprint, summary, url, labels = {} }: Told): Alert => ({
  source,
  name: clipped(name, 200) ?? 'unnamed alert',
  status,
  labels: clippedLabels(labels),
  ...defined({
    startsAt,
    fingerprint: clipped(fingerprint, 200),
    summary: clipped(summary, 1_000),
    url: clipped(url, 2_000),
  }),
});

/** Tells deliveries of one and the same alert from others: senders repeat themselves. */
export const keyOf = ({ fingerprint, name, startsAt, status, labels }: Alert): string =>
  JSON.stringify([fingerprint ?? labels ?? name, startsAt, status]);
