import { join } from 'node:path';
import { type Config, readConfig } from '../config.js';
import { readAnnouncement, runningFolder } from '../running.js';

/** The configuration, where what runs in this folder (npm run dev) stands in for what the environment leaves out. */
export function settings(): Config {
  const temporal = readAnnouncement('temporal')?.addresses.grpc;
  const overlay = readAnnouncement('sandbox') && join(runningFolder(), 'sandbox.overlay.yaml');
  const server = readAnnouncement('server')?.addresses.http;
  return readConfig({
    ...(server === undefined ? {} : { RUNBACK_SERVER: server }),
    ...(temporal === undefined ? {} : { TEMPORAL_ADDRESS: temporal }),
    ...(overlay === undefined ? {} : { RUNBACK_OVERLAY: overlay }),
    ...process.env,
  });
}
