import { z } from 'zod';
import { inWords } from '../../runbook/durations.js';
import { burningAbove } from '../../runbook/fast-burn-rate.js';
import * as kinds from './scalars.js';

const { ratio, factor, wholeNumber } = kinds;

export const triggers = z
  .strictObject({
    errorRateAbove: ratio,
    p95AboveBaseline: factor,
    burnRateAbove: factor,
    slo: ratio,
    connectionFailuresAbove: ratio,
    minimumConnectionAttempts: wholeNumber(1, 1_000_000),
    sideBySide: kinds.flag,
  })
  .superRefine(({ slo, burnRateAbove }, context) => {
    const above = burningAbove({ slo, aboveBudgetTimes: burnRateAbove });
    if (slo < 1 && above < 1) return;
    const message = `an SLO below 100 % whose budget can burn ${burnRateAbove} times too fast`;
    context.addIssue({ code: 'custom', path: ['slo'], message });
  });

const countedInSteps = {
  errorRateFor: 'errorRateMinute',
  latencyFor: 'errorRateMinute',
  connectionFailuresFor: 'errorRateMinute',
  latencyBaseline: 'latencyBaselineStep',
  burnRateLong: 'burnRateShort',
  burnRateShort: 'errorRateMinute',
} as const;

type Times = Readonly<
  Record<keyof typeof countedInSteps | (typeof countedInSteps)[keyof typeof countedInSteps], number>
>;

/** The triggers count whole steps: "5 consecutive minutes". */
export const wholeSteps = <S extends z.ZodType<Times>>(times: S): S =>
  times.superRefine((given, context) => {
    for (const [window, step] of Object.entries(countedInSteps) as [keyof Times, keyof Times][]) {
      if (given[window] % given[step] === 0) continue;
      const message = `a whole multiple of ${step} (${inWords(given[step])})`;
      context.addIssue({ code: 'custom', path: [window], message });
    }
  });
