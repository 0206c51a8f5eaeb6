import { createHmac } from 'node:crypto';

/** Slack's signature of a request to an app, version 0. `timestamp` in seconds. */
export function sign(body: string, timestamp: number, secret: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
