import type { z } from 'zod';

import { AwsRefusal, invalidParameter } from './refusal.js';

/** Who asks, as the request's signature says. */
export interface Caller {
  readonly accessKeyId: string;
  readonly arn: string;
}

/** One AWS operation: decoded request in, members of the answer out. @throws AwsRefusal */
export type Operation = (input: unknown, caller: Caller) => object;
export type Operations = Readonly<Record<string, Operation>>;

/** An operation whose request has this shape; members that the shape does not name are ignored, as AWS ignores them. */
export function operation<Shape extends z.ZodType>(
  shape: Shape,
  answer: (input: z.output<Shape>, caller: Caller) => object,
  refuse: (issue: z.core.$ZodIssue | undefined) => AwsRefusal = refusalOf,
): Operation {
  return (input, caller) => {
    const read = shape.safeParse(input);
    if (!read.success) throw refuse(read.error.issues[0]);
    return answer(read.data, caller);
  };
}

function refusalOf(issue: z.core.$ZodIssue | undefined): AwsRefusal {
  const member = issue?.path.join('.') ?? '';
  if (issue?.code === 'invalid_type' && issue.message.includes('undefined')) {
    return invalidParameter(`${member} can not be blank.`);
  }
  if (issue?.code === 'invalid_type') return new AwsRefusal('SerializationException', `${member}: ${issue.message}`);
  return invalidParameter(`${member}: ${issue?.message ?? 'invalid request'}`);
}
