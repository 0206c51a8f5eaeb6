// Writes a notice from what a run shows of itself. Pure.
import type { CustomerNews, HowItEnded, Notice, NoticeKind } from '../notice.js';
import type { Report } from '../report.js';
import { customerText } from '../runbook/communication.js';
import { between, inWords } from '../runbook/durations.js';
import { oneLine, shortName } from '../runbook/wording.js';
import { stateCard } from '../state-card.js';
import type { Status } from '../status.js';

export interface Written {
  readonly id: string;
  readonly kind: NoticeKind;
  /** ISO time. */
  readonly at: string;
  readonly runKey: string;
  readonly requestId?: string;
  /** One sentence of what is new. */
  readonly says?: string;
  /** Milliseconds that the way back was predicted to take, before it began. */
  readonly predictedMs?: number;
  readonly ended?: HowItEnded;
}

const longestReason = 500;

export function noticeFrom(status: Status, written: Written): Notice {
  const { id, kind, at, runKey, requestId, says, predictedMs, ended } = written;
  const { request, dashboard } = status;
  const eta = etaOf(status, at, predictedMs);
  const { impact } = status;
  const waitsFor = status.waiting?.what === 'nothing' ? undefined : status.waiting?.what;
  return {
    id,
    kind,
    writtenAt: at,
    rollback: status.id,
    runKey,
    ...(requestId === undefined ? {} : { requestId }),
    service: status.service,
    environment: status.environment,
    severity: status.severity,
    reason: oneLine(request.reason, longestReason),
    from: status.from === undefined ? 'what runs now' : shortName(status.from),
    to: status.to === undefined ? 'a release that is still to be chosen' : shortName(status.to),
    acting: status.phase === 'acting' || status.changed,
    ...(waitsFor === undefined ? {} : { waitsFor }),
    card: stateCard(status, at),
    verbs: status.legalVerbs,
    ...(says === undefined ? {} : { says: oneLine(says, 1_000) }),
    ...(eta === undefined ? {} : { eta }),
    ...(impact === undefined ? {} : { impact: oneLine(impact, longestReason) }),
    ...(dashboard === undefined ? {} : { dashboard }),
    ...(status.waiting === undefined ? {} : { waitingSince: status.waiting.since }),
    ...(request.customerImpact === undefined ? {} : { customerImpact: request.customerImpact }),
    ...(ended === undefined ? {} : { ended }),
    ...(status.customerText === undefined ? {} : { customerText: newsFor(status, ended) }),
  };
}

/** Runbook › Customer Communication: with the true times, and resolved only once it was verified. */
function newsFor({ times }: Status, ended?: HowItEnded): CustomerNews {
  const from = times.alertAt ?? times.acceptedAt;
  const { restoredAt } = times;
  const opening = customerText({ resolved: false, from }).message;
  if (ended?.recovered === true && restoredAt !== undefined) {
    return { status: 'resolved', opening, message: customerText({ resolved: true, from, until: restoredAt }).message };
  }
  const message = 'A recent deployment was rolled back. We are watching whether all systems operate normally.';
  return { status: restoredAt === undefined ? 'investigating' : 'monitoring', opening, message };
}

/** "9 min": what the method usually takes without what has passed of it; nothing while people are waited for, or once it is restored. */
function etaOf({ rung, phase, times }: Status, at: string, predictedMs?: number): string | undefined {
  if (times.restoredAt !== undefined) return undefined;
  if (phase === 'acting' && rung !== undefined) {
    const left = rung.expectedMs - between(rung.startedAt, at);
    return left > 0 ? inWords(left) : 'longer than usual';
  }
  return phase === 'planning' && predictedMs !== undefined ? inWords(predictedMs) : undefined;
}

export function howItEnded({ outcome, headline, next, verification, times }: Report): HowItEnded {
  const { verdict } = verification;
  const checks = verification.checks.filter((check) => !check.verdict.startsWith('not co'));
  return {
    outcome,
    headline: oneLine(headline, 1_000),
    next: { sentence: oneLine(next.sentence, 500), ...(next.command === undefined ? {} : { command: next.command }) },
    recovered: verdict === 'recovered',
    checksPassed: checks.filter((check) => check.verdict === 'passed').length,
    checksMade: checks.length,
    ...(times.alertAt === undefined ? {} : { affectedFrom: times.alertAt }),
    ...(times.restoredAt === undefined ? {} : { restoredAt: times.restoredAt }),
  };
}
