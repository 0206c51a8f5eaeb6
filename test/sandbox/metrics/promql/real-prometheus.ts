// A real Prometheus over given series, where its two programs are on PATH; everything in a folder that goes with it.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { until } from '../../../../sandbox/processes/until.js';
import type { WrittenSeries } from '../a-store.js';

const programs = { server: 'prometheus', tool: 'promtool' };

export const hasPrometheus = Object.values(programs).every(
  (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
);

export interface RealPrometheus {
  readonly url: string;
  close(): Promise<void>;
}

export async function startPrometheus(written: WrittenSeries): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  await writeFile(join(folder, 'series.om'), openMetrics(written));
  await writeFile(join(folder, 'prometheus.yml'), 'global: {}\n');
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'series.om'), join(folder, 'blocks')];
  await promisify(execFile)(programs.tool, blocks);
  const server = spawn(programs.server, [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'blocks')}`,
    '--storage.tsdb.retention.time=100y',
    '--web.listen-address=127.0.0.1:0',
  ]);
  const port = await listeningPort(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listeningPort(server: ChildProcess): Promise<string> {
  let log = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  return until('Prometheus listens', 30_000, async () => {
    const port = /Listening on.*address=127\.0\.0\.1:(\d+)/.exec(log)?.[1];
    if (port === undefined) return undefined;
    const ready = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
    return ready?.ok ? port : undefined;
  });
}

/** Each series has a line for each of its samples, oldest first; counters keep their names. */
function openMetrics({ startMs = 0, stepMs = 15_000, series }: WrittenSeries): string {
  const lines = Object.entries(series).flatMap(([labels, values]) =>
    values.flatMap((value, index) =>
      typeof value === 'number' ? [`${labels} ${infinity(value)} ${(startMs + index * stepMs) / 1000}`] : [],
    ),
  );
  return `${lines.join('\n')}\n# EOF\n`;
}

function infinity(value: number): string {
  return value === Infinity ? '+Inf' : String(value);
}
