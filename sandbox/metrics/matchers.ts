import { type Labels, labelValue } from './labels.js';
import { compileRe2 } from './re2.js';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  readonly accepts: (value: string) => boolean;
}

/** @throws Error when the value is not a regular expression that can be evaluated */
export function createMatcher(name: string, operator: MatchOperator, value: string): LabelMatcher {
  return { name, operator, value, accepts: acceptance(operator, value) };
}

export function matchesAll(matchers: readonly LabelMatcher[], labels: Labels): boolean {
  return matchers.every(({ name, accepts }) => accepts(labelValue(labels, name)));
}

function acceptance(operator: MatchOperator, value: string): (candidate: string) => boolean {
  switch (operator) {
    case '=':
      return (candidate) => candidate === value;
    case '!=':
      return (candidate) => candidate !== value;
    case '=~': {
      const pattern = compileRe2(value);
      return (candidate) => pattern.test(candidate);
    }
    case '!~': {
      const pattern = compileRe2(value);
      return (candidate) => !pattern.test(candidate);
    }
  }
}
