// What RDS's operations have in common: their refusals, filters, pages and names (facts §7).
import { z } from 'zod';

import { type Operation, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { AwsRefusal } from '../refusal.js';
import { ListOf } from '../wire/xml.js';

/** Identifiers are kept and answered in lower case. */
export const identifier = z.string().transform((given) => given.toLowerCase());
export const tags = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }));
export const listing = {
  Filters: z.array(z.object({ Name: z.string(), Values: z.array(z.string()).default([]) })).default([]),
  MaxRecords: z.coerce.number().int().min(20).max(100).default(100),
  Marker: z.string().optional(),
};

export const invalidValue = (message: string): AwsRefusal => new AwsRefusal('InvalidParameterValue', message);

export const rdsOperation = <Shape extends z.ZodType>(
  shape: Shape,
  answer: (input: z.output<Shape>) => object,
): Operation =>
  operation(shape, answer, (issue) => {
    const member = issue?.path.join('.') ?? '';
    const isMissing = issue?.code === 'invalid_type' && issue.message.includes('undefined');
    if (isMissing) return new AwsRefusal('MissingParameter', `The request must contain the parameter ${member}.`);
    return invalidValue(`Invalid value for ${member}: ${issue?.message ?? 'invalid request'}`);
  });

interface Listing {
  readonly Filters: readonly { readonly Name: string; readonly Values: readonly string[] }[];
  readonly MaxRecords: number;
  readonly Marker?: string | undefined;
}

/** One page of what passes every filter, in a list of elements of that name. */
export function listed<Entry>(
  all: readonly Entry[],
  { Filters, MaxRecords, Marker }: Listing,
  element: string,
  knownFilters: Readonly<Record<string, (entry: Entry) => string>>,
  describe: (entry: Entry) => object,
): object {
  const passing = Filters.reduce((left, { Name, Values }) => {
    const read = Object.hasOwn(knownFilters, Name) ? knownFilters[Name] : undefined;
    if (read === undefined) throw invalidValue(`Unrecognized filter name: ${Name}`);
    return left.filter((entry) => Values.includes(read(entry)));
  }, all);
  const page = pageOf(passing, MaxRecords, Marker);
  return { [`${element}s`]: new ListOf(element, page.entries.map(describe)), Marker: page.nextToken };
}
