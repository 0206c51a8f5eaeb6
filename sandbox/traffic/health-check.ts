// One HTTP health check of one target, on a connection of its own.
import { request } from 'node:http';

import type { CheckOutcome } from './target-health.js';

/** Whether a status code is one of an ELBv2 matcher: "200", "200-299", "200,302". */
export function matchesCode(matcher: string, code: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && from <= code && code <= to;
  });
}

export interface CheckToMake {
  readonly port: number;
  readonly path: string;
  readonly matcher: string;
  /** Real milliseconds. */
  readonly timeout: number;
}

/** Never rejects: whatever goes wrong is the target's failure, in the words of ELBv2. */
export async function checkTarget({ port, path, matcher, timeout }: CheckToMake): Promise<CheckOutcome> {
  const signal = AbortSignal.timeout(timeout);
  try {
    const code = await statusOf(port, path, signal);
    return matchesCode(matcher, code) ? { passed: true } : failed('Target.ResponseCodeMismatch', mismatch(code));
  } catch {
    return signal.aborted
      ? failed('Target.Timeout', 'Request timed out')
      : failed('Target.FailedHealthChecks', 'Health checks failed');
  }
}

function statusOf(port: number, path: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'user-agent': 'ELB-HealthChecker/2.0' };
    const check = request({ host: '127.0.0.1', port, path, headers, signal, agent: false }, (answer) => {
      answer.resume().once('error', reject);
      resolve(answer.statusCode ?? 0);
    });
    check.on('error', reject).end();
  });
}

function mismatch(code: number): string {
  return `Health checks failed with these codes: [${code}]`;
}

function failed(reason: string, description: string): CheckOutcome {
  return { passed: false, reason, description };
}
