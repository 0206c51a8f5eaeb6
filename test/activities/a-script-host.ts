// A simulated production whose deployment host a test file has for itself: each test begins with a script that works.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Variant } from '../../sandbox/deploy-host/release-script.js';
import { until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { aWorkerRuns, type Worker } from './a-release-script.js';

export function scriptHostOfThisFile() {
  let production: Production;
  const host = () => production.sandbox.deployHost;
  const be = (variant: Variant) => {
    host().variant = variant;
  };

  beforeAll(async () => {
    production = await aProduction({ timeScale: 120 });
  });
  beforeEach(() => be('works'));
  afterAll(() => production?.stop());

  return {
    host,
    be,
    starts: () => host().runs().length,
    run: (given: Parameters<typeof aWorkerRuns>[1]): Worker => aWorkerRuns(production.entry, given),
    running: (worker: Worker, said: string) =>
      until(
        () => worker.beats.flatMap(({ lines }) => lines),
        (lines) => lines.some((line) => line.includes(said)),
      ),
    nothingIsLeft: () =>
      until(
        () =>
          host()
            .runs()
            .flatMap(({ pid }) => (existsSync(`/proc/${pid}`) ? [pid] : [])),
        (left) => left.length === 0,
      ),
  };
}
