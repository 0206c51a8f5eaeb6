// What must be so of people who were told across a kill: the end reached them, and nothing did so twice.
import { expect } from 'vitest';
import { until } from '../sandbox/processes/until.js';
import type { Report } from '../src/report.js';
import type { TestStage } from '../test/support/a-stage.js';

interface Shown {
  readonly text: string;
  readonly metadata?: { readonly event_payload?: { readonly key?: string } };
}

const patience = 120_000;

export async function expectToldOnce({ urls }: TestStage, { runId }: Report): Promise<void> {
  const keyOf = ({ metadata }: Shown): string => metadata?.event_payload?.key ?? '';
  const mine = await until('the end was not told', patience, async () => {
    const answer = await fetch(new URL('/slack', urls.control));
    const { messages } = (await answer.json()) as { messages: readonly Shown[] };
    const told = messages.filter((each) => keyOf(each).startsWith(`${runId}/`));
    return told.some(({ text }) => text.includes('ROLLBACK COMPLETE')) ? told : undefined;
  });
  expect(mine.map(keyOf)).toEqual([...new Set(mine.map(keyOf))]);
}
