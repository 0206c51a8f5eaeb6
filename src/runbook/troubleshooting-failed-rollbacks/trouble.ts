import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { Fact, ReleaseName } from '../../rollback.js';
import type { TroubleEvidence } from '../../trouble-evidence.js';

/** A rollback that did not help, and what is known of it. */
export interface Trouble {
  readonly entry: CatalogueEntry;
  /** The target. */
  readonly release: ReleaseName;
  /** Whether it answers everything, and production is bad all the same. */
  readonly servesAlone: boolean;
  readonly evidence: TroubleEvidence;
  /** Error rate (0–1) before the deployment that was rolled back; null without data. */
  readonly before: Fact<number | null>;
  /** Alembic revisions: what the target expects, and where the database is; `fits`: why the target runs there all the same. */
  readonly schema: Fact<{ readonly expected: string; readonly actual: string; readonly fits?: string }>;
  /** What whoever asks knows already. */
  readonly conclusion?: string;
}
