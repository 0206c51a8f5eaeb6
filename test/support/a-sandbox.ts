// A simulated production for a test file, every exchange of which is checked against AWS's models.
import { setTimeout as delay } from 'node:timers/promises';
import { ECSClient } from '@aws-sdk/client-ecs';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start.js';
import { botocoreCheck } from './botocore-model.js';

export interface CheckedSandbox extends Sandbox {
  /** One line for each exchange so far that broke AWS's models. */
  readonly violations: readonly string[];
}

export async function aSandbox(options: Partial<SandboxOptions> = {}): Promise<CheckedSandbox> {
  const check = botocoreCheck();
  const violations: string[] = [];
  const sandbox = await startSandbox({
    profile: 'quick',
    scenario: 'bad-release',
    requestsPerSecond: 0,
    ...options,
    onExchange: (exchange) => violations.push(...check(exchange)),
  });
  return { ...sandbox, violations };
}

/** For an unmodified client of the AWS SDK that does not retry by itself. */
export const awsSettingsOf = ({ urls }: Sandbox, accessKeyId = 'SANDBOX') => ({
  region: 'us-east-1',
  endpoint: urls.aws,
  credentials: { accessKeyId, secretAccessKey: 'sandbox' },
  maxAttempts: 1,
});

export const ecsClientOf = (sandbox: Sandbox, accessKeyId?: string): ECSClient =>
  new ECSClient(awsSettingsOf(sandbox, accessKeyId));

/** Polls until the answer satisfies; the last answer is in the error when it never does. */
export async function until<Answer>(
  ask: () => Promise<Answer> | Answer,
  satisfies: (answer: Answer) => boolean,
  { within = 20_000, every = 20 } = {},
): Promise<Answer> {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end) throw new Error(`Not within ${within} ms; last answer: ${JSON.stringify(answer)}`);
    await delay(every);
  }
}
