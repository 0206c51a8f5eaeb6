/** What became of alerts of one name for one service; visible at GET /webhooks/records. Times are ISO 8601. */
export interface WebhookRecord {
  readonly source: string;
  readonly alert: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly became:
    | 'unknown service'
    | 'not allowed'
    | 'started'
    | 'joined'
    | 'evidence'
    | 'note'
    | 'repeat'
    | 'nothing open'
    | 'starts nothing'
    | 'guarded';
  readonly said: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
}

type Happened = Omit<WebhookRecord, 'firstAt' | 'lastAt' | 'count'>;

export interface Records {
  add(happened: Happened): void;
  newestFirst(): readonly WebhookRecord[];
}

/** Equal events are one record with a count, so that a flood does not push the others out. */
export function createRecords(atMost = 200): Records {
  const kept = new Map<string, WebhookRecord>();
  return {
    add(happened) {
      const key = JSON.stringify(happened);
      const now = new Date().toISOString();
      const before = kept.get(key);
      kept.delete(key);
      kept.set(key, { ...happened, firstAt: before?.firstAt ?? now, lastAt: now, count: (before?.count ?? 0) + 1 });
      const oldest = kept.keys().next();
      if (kept.size > atMost && oldest.done === false) kept.delete(oldest.value);
    },
    newestFirst: () => [...kept.values()].reverse(),
  };
}
