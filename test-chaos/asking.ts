// How a rollback is asked for: one that takes a database back by somebody proven, and two others approve it.
import { setTimeout as pause } from 'node:timers/promises';
import { post } from '../sandbox/stage.js';
import type { RollbackRequest } from '../src/rollback.js';
import type { TestStage } from '../test/support/a-stage.js';
import { isClosed } from './settled.js';

type Request = Partial<RollbackRequest>;
/** What happens once it waits for approval, before anybody approves. */
export type AtGate = (stage: TestStage, service: string) => Promise<unknown>;

export const takesDatabaseBack = (request: Request | undefined): boolean => request?.database !== undefined;

export async function askFor(stage: TestStage, service: string, request: Request, atGate?: AtGate): Promise<void> {
  if (!takesDatabaseBack(request)) return stage.ask(service, request);
  const asked = { service, environment: 'prod', reason: 'a test', ...request };
  await post(new URL('/rollbacks', stage.urls.server), asked, bearer(stage.tokens.developer));
  void approveUntilOver(stage, service, atGate).catch(() => undefined);
}

const approvers = ['olga', 'pedro'] as const;

/** However often it asks, and whichever worker listens. Ends with the rollback, or with the stage. */
async function approveUntilOver(stage: TestStage, service: string, atGate?: AtGate): Promise<void> {
  let isUntouched = true;
  while (!(await isClosed(stage, service))) {
    const { waiting } = await stage.status(service).catch(() => ({ waiting: undefined }));
    if (waiting?.what === 'approval') {
      if (isUntouched) await atGate?.(stage, service);
      isUntouched = false;
      for (const who of approvers) await approve(stage, service, who, waiting.since);
    }
    await pause(500);
  }
}

/** A gate that is over, or a worker that is dead, takes none. */
async function approve(stage: TestStage, service: string, who: string, since: string): Promise<void> {
  const headers = { ...bearer(stage.tokens.people[who] ?? ''), 'idempotency-key': `${service} ${who} ${since}` };
  await post(new URL(`/rollbacks/prod/${service}/approve`, stage.urls.server), {}, headers).catch(() => undefined);
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
