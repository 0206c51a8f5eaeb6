// Runbook › Smoke Tests: the catalogue's requests, each on a connection of its own.
import type { SmokeRequest } from '../src/catalogue/entry.js';
import type { Check } from '../src/verification.js';
import { type Comparison, compareFields } from './compared-fields.js';
import { askOverHttp, type HttpAnswer } from './http-request.js';
import { fieldAt, parseJson } from './json-fields.js';

interface Sending {
  readonly runKey: string;
  readonly writing: 'send' | 'leave out';
  readonly signal: AbortSignal;
}

export const checkSmokes = (requests: readonly SmokeRequest[], sending: Sending): Promise<Check>[] =>
  requests.filter(({ writes }) => !writes || sending.writing === 'send').map((request) => checkSmoke(request, sending));

async function checkSmoke(request: SmokeRequest, { runKey, signal }: Sending): Promise<Check> {
  const name = `Smoke test: ${request.name}${request.writes ? ' (writes)' : ''}`;
  const headers = headersOf(request, runKey);
  const answer = await askOverHttp({ ...request, headers, signal, freshConnection: true }).catch((error: unknown) =>
    error instanceof Error ? error.message.slice(0, 300) : String(error),
  );
  if (typeof answer === 'string') return { name, verdict: 'failed', evidence: answer };
  return { name, ...judgeSmoke(request, answer) };
}

/** What writes in production is sent again by a retry and by Temporal's reset: its key stays the same. */
function headersOf({ name, headers, writes }: SmokeRequest, runKey: string): Readonly<Record<string, string>> {
  const hasKey = Object.keys(headers).some((header) => header.toLowerCase() === 'idempotency-key');
  if (!writes || hasKey) return headers;
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return { ...headers, 'Idempotency-Key': `${runKey}-${words}`.replace(/^-|-$/g, '') };
}

export function judgeSmoke(request: SmokeRequest, { status, body, tookMs }: HttpAnswer): Comparison {
  const answered = `${status} in ${tookMs} ms`;
  if (status !== request.expectStatus)
    return { verdict: 'failed', evidence: `${answered}, expected ${request.expectStatus}` };
  if (Object.keys(request.expectFields).length === 0) return { verdict: 'passed', evidence: answered };
  const json = parseJson(body);
  const fields = compareFields(request.expectFields, (path) => fieldAt(json, path));
  return { ...fields, evidence: `${answered}, ${fields.evidence}` };
}
