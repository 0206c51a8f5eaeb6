// What happens to one AWS request: decode, faults, credentials, quotas, operation, answer, record.
import { setTimeout as delay } from 'node:timers/promises';

import type { Calls, RecordedCall } from '../calls.js';
import type { Fault, Faults } from '../faults.js';
import type { Caller, Operations } from '../operation.js';
import { rateExceeded, type TakeToken } from '../quotas.js';
import { AwsRefusal } from '../refusal.js';
import { callerOf } from './credentials.js';
import {
  type DecodedRequest,
  decodeRequest,
  encodeAnswer,
  encodeRefusal,
  type ServiceName,
  type WireAnswer,
} from './protocols.js';

export interface RawRequest {
  readonly target: string | undefined;
  readonly authorization: string | undefined;
  readonly userAgent?: string | undefined;
  readonly body: string;
}

export interface Exchange {
  readonly request: DecodedRequest;
  readonly answer: WireAnswer;
}

export type RequestDesk = (request: RawRequest) => Promise<WireAnswer | 'connection reset'>;

export interface DeskNeeds {
  readonly operations: Readonly<Record<ServiceName, Operations>>;
  readonly faults: Faults;
  readonly calls: Calls;
  /** Access key ids whose credentials are expired now. */
  readonly expired: ReadonlySet<string>;
  readonly takeToken: TakeToken;
  readonly now: () => number;
  /** Ends delays when the sandbox stops. */
  readonly stopping: AbortSignal;
  /** Told of every request that was answered. */
  readonly onExchange?: (exchange: Exchange) => void;
}

interface Result {
  readonly answer: WireAnswer;
  readonly outcome: string;
  readonly applied: boolean;
}

export function createRequestDesk(needs: DeskNeeds): RequestDesk {
  return async ({ target, authorization, userAgent, body }) => {
    const protocol = target === undefined ? 'query' : 'json';
    let request: DecodedRequest;
    try {
      request = decodeRequest(target, body);
    } catch (reason) {
      return encodeRefusal({ protocol, service: 'ecs' }, refusalFrom(reason));
    }
    const operation = `${request.service}:${request.operation}`;
    const accessKeyId = /Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];
    const note = (outcome: string, applied: boolean): void => {
      const who = present({ accessKeyId, userAgent });
      needs.calls.record({
        operation,
        at: new Date(needs.now()).toISOString(),
        ...who,
        outcome,
        applied,
        input: request.input,
      });
    };
    const faults = needs.faults.take({ operation, accessKeyId, input: request.input });
    for (const { ms } of faults.filter((fault) => fault.fault === 'delay')) {
      await delay(ms, undefined, { signal: needs.stopping });
    }
    if (faults.some(({ fault }) => fault === 'reset')) {
      note('reset', false);
      return 'connection reset';
    }
    const result = perform(needs, request, authorization, faults);
    const dropped = faults.some(({ fault }) => fault === 'drop-answer');
    note(dropped ? 'answer dropped' : result.outcome, result.applied);
    if (dropped) return 'connection reset';
    const odd = faults.find((each) => each.fault === 'odd-answer');
    if (odd !== undefined) return { ...result.answer, body: odd.body };
    needs.onExchange?.({ request, answer: result.answer });
    return result.answer;
  };
}

const present = (texts: Readonly<Record<'accessKeyId' | 'userAgent', string | undefined>>): Partial<RecordedCall> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));

function perform(
  needs: DeskNeeds,
  request: DecodedRequest,
  authorization: string | undefined,
  faults: readonly Fault[],
): Result {
  try {
    const caller = callerOf(authorization, request, needs.expired);
    refuseByFault(faults, request.service);
    needs.takeToken(`${request.service}:${request.operation}`, regionOf(authorization));
    const answer = encodeAnswer(request, run(needs, request, caller));
    return { answer, outcome: 'ok', applied: true };
  } catch (reason) {
    const refusal = refusalFrom(reason);
    return { answer: encodeRefusal(request, refusal), outcome: refusal.code, applied: false };
  }
}

/** Of the signature's scope, ACCESSKEYID/DATE/REGION/SERVICE/aws4_request: quotas are per account and region. */
const regionOf = (authorization = ''): string =>
  /Credential=[^/,\s]+\/[^/,\s]+\/([^/,\s]+)\//.exec(authorization)?.[1] ?? '';

function run(
  { operations }: DeskNeeds,
  { service, operation, input, protocol }: DecodedRequest,
  caller: Caller,
): object {
  const known = operations[service];
  const named = Object.hasOwn(known, operation) ? known[operation] : undefined;
  if (named !== undefined) return named(input, caller);
  const text = `The simulated production has no ${service}:${operation}; it has ${Object.keys(known).join(', ')}.`;
  throw new AwsRefusal(protocol === 'json' ? 'UnknownOperationException' : 'InvalidAction', text);
}

function refuseByFault(faults: readonly Fault[], service: ServiceName): void {
  for (const fault of faults) {
    if (fault.fault === 'throttle') throw rateExceeded(service);
    if (fault.fault === 'error') throw new AwsRefusal(fault.code, fault.message, fault.status);
  }
}

// What is not a refusal is a fault of the simulation; its caller sees what AWS shows for one of its own.
function refusalFrom(reason: unknown): AwsRefusal {
  if (reason instanceof AwsRefusal) return reason;
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  process.stderr.write(`The simulated AWS failed by itself: ${text}\n`);
  return new AwsRefusal('ServerException', 'Service Unavailable. Please try again later.', 500);
}
