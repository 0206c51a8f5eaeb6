import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import type { BackedUp } from './databases.js';

/** Milliseconds since the epoch: the newest moment that the uploaded transaction logs reach to; undefined without backups. */
export function latestRestorableTime(instance: BackedUp, time: SimulatedTime): number | undefined {
  if (instance.backupRetention === 0) return undefined;
  const every = time.lasts(durations.logUpload);
  const now = Math.min(instance.uploadsStoppedAt ?? Number.POSITIVE_INFINITY, time.now());
  const uploadedAt = Math.floor(now / every) * every;
  return Math.floor(uploadedAt - time.lasts(durations.logUploadTakes));
}

export const earliestRestorableTime = ({ backupRetention, createdAt }: BackedUp, now: number): number =>
  Math.max(createdAt, now - backupRetention * 86_400_000);
