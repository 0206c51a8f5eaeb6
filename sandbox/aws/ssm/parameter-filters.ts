import { z } from 'zod';

import { AwsRefusal } from '../refusal.js';
import { newest, type Parameter } from './parameter-store.js';

export const filterShape = z.object({
  Key: z.string(),
  Option: z.string().optional(),
  Values: z.array(z.string()).default([]),
});

type Filter = z.output<typeof filterShape>;

/** Whether a parameter is below a path: its children, or with `recursive` everything. The path may end with a slash. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`;
  return name.startsWith(folder) && (recursive || !name.slice(folder.length).includes('/'));
}

/** Filters by Name, Path and Type; all of them have to fit. @throws AwsRefusal for others */
export const fits = (parameter: Parameter, filters: readonly Filter[]): boolean =>
  filters.every((filter) => fitsOne(parameter, filter));

function fitsOne(parameter: Parameter, { Key, Option, Values }: Filter): boolean {
  if (Key === 'Path') {
    const option = oneOf('OneLevel', ['OneLevel', 'Recursive'], Option);
    return Values.some((path) => isBelow(parameter.name, path, option === 'Recursive'));
  }
  if (Key === 'Type') return Values.includes(newest(parameter).type);
  if (Key !== 'Name') throw new AwsRefusal('InvalidFilterKey', `The filter key ${Key} is not simulated.`);
  const option = oneOf('Equals', ['Equals', 'BeginsWith', 'Contains'], Option);
  return Values.some((value) => {
    if (option === 'Equals') return parameter.name === value;
    return option === 'BeginsWith' ? parameter.name.startsWith(value) : parameter.name.includes(value);
  });
}

function oneOf<const Options extends readonly string[]>(
  usual: Options[number],
  options: Options,
  asked: string | undefined,
): Options[number] {
  if (asked === undefined || options.includes(asked)) return asked ?? usual;
  throw new AwsRefusal('InvalidFilterOption', `The filter option ${asked} is not one of ${options.join(', ')}.`);
}
