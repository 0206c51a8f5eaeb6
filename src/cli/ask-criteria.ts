// Runbook › When to Rollback › Manual Rollback Criteria: asked of whoever starts a rollback at a terminal and named none.
import { decisionRule, manualCriteria } from '../runbook/when-to-rollback.js';
import { criteria } from '../vocabulary.js';
import type { RequestOptions } from './request-options.js';
import type { Terminal } from './terminal.js';

interface Options extends RequestOptions {
  readonly yes?: boolean;
}

/** The options with the criteria that were chosen, and with their words as the reason where none was given. */
export async function withCriteria<O extends Options>(terminal: Terminal, options: O): Promise<O> {
  const chosen = options.criteria ?? (mayAsk(terminal, options) ? await askCriteria(terminal) : []);
  if (chosen.length === 0) return options;
  const words = criteria.filter((each) => chosen.includes(each)).map((each) => manualCriteria[each]);
  return { ...options, criteria: chosen, reason: options.reason ?? words.join('; ') };
}

const mayAsk = ({ interactive }: Terminal, { yes, undoes }: Options): boolean =>
  interactive && yes !== true && undoes === undefined;

async function askCriteria(terminal: Terminal): Promise<string[]> {
  terminal.err(`What is wrong? (${decisionRule})`);
  for (const [index, criterion] of criteria.entries()) terminal.err(`  ${index + 1}  ${manualCriteria[criterion]}`);
  for (;;) {
    const typed = await terminal.read(`Numbers from 1 to ${criteria.length}, or none:`);
    const chosen = numbered(typed ?? '');
    if (chosen !== undefined) return chosen;
  }
}

/** Undefined for what is not a list of such numbers. */
function numbered(typed: string): string[] | undefined {
  const words = typed.split(/[\s,]+/).filter((word) => word !== '');
  const named = words.map((word) => (/^\d$/.test(word) ? criteria[Number(word) - 1] : undefined));
  return named.some((each) => each === undefined) ? undefined : named.flatMap((each) => each ?? []);
}
