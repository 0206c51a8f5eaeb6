// Systems Manager's parameter store: what the runbook reads of it, and what somebody changes in it.
import { z } from 'zod';

import { epochSeconds, parameterArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { AwsRefusal } from '../refusal.js';
import { filterShape, fits, isBelow } from './parameter-filters.js';
import { invalid, newest, type Parameter, type ParameterStore, type ParameterVersion } from './parameter-store.js';

const decrypting = { WithDecryption: z.boolean().default(false) };
const paging = (most: number) => ({
  MaxResults: z.number().int().min(1).max(most).default(most),
  NextToken: z.string().optional(),
});

export const ssmOperations = (store: ParameterStore): Operations => ({
  ...values(store),
  ...history(store),
  ...changes(store),
});

const values = (store: ParameterStore): Operations => ({
  GetParameter: operation(z.object({ Name: z.string(), ...decrypting }), ({ Name, WithDecryption }) => {
    const found = versionNamed(store, Name);
    if (found === undefined) throw notFound(Name);
    return { Parameter: describe(found, WithDecryption) };
  }),

  GetParameters: operation(
    z.object({ Names: z.array(z.string()).min(1).max(10), ...decrypting }),
    ({ Names, WithDecryption }) => {
      const asked = Names.map((name) => [name, versionNamed(store, name)] as const);
      return {
        Parameters: asked.flatMap(([, found]) => (found ? [describe(found, WithDecryption)] : [])),
        InvalidParameters: asked.flatMap(([name, found]) => (found ? [] : [name])),
      };
    },
  ),

  GetParametersByPath: operation(
    z.object({
      Path: z.string(),
      Recursive: z.boolean().default(false),
      ParameterFilters: z.array(filterShape).default([]),
      ...decrypting,
      ...paging(10),
    }),
    ({ Path, Recursive, ParameterFilters, WithDecryption, MaxResults, NextToken }) => {
      if (!Path.startsWith('/')) {
        throw invalid('The parameter path must begin with a forward slash "/".');
      }
      const below = store.list().filter((each) => isBelow(each.name, Path, Recursive) && fits(each, ParameterFilters));
      const page = pageOf(below, MaxResults, NextToken);
      return {
        Parameters: page.entries.map((each) => describe(current(each), WithDecryption)),
        NextToken: page.nextToken,
      };
    },
  ),
});

const history = (store: ParameterStore): Operations => ({
  /** Never with a value. */
  DescribeParameters: operation(
    z.object({ ParameterFilters: z.array(filterShape).default([]), ...paging(50) }),
    ({ ParameterFilters, MaxResults, NextToken }) => {
      const asked = store.list().filter((each) => fits(each, ParameterFilters));
      const page = pageOf(asked, MaxResults, NextToken);
      return {
        Parameters: page.entries.map((each) => {
          const version = newest(each);
          return { Name: each.name, ARN: parameterArn(each.name), ...madeBy(version), Policies: [], DataType: 'text' };
        }),
        NextToken: page.nextToken,
      };
    },
  ),

  GetParameterHistory: operation(
    z.object({ Name: z.string(), ...decrypting, ...paging(50) }),
    ({ Name, WithDecryption, MaxResults, NextToken }) => {
      const parameter = store.find(Name);
      if (parameter === undefined) throw notFound(Name);
      const page = pageOf(parameter.versions, MaxResults, NextToken);
      return {
        Parameters: page.entries.map((version) => ({
          Name: parameter.name,
          ...madeBy(version),
          Value: valueOf(version, WithDecryption),
          Labels: [],
          Policies: [],
          DataType: 'text',
        })),
        NextToken: page.nextToken,
      };
    },
  ),
});

const changes = (store: ParameterStore): Operations => ({
  PutParameter: operation(
    z.object({
      Name: z.string().regex(/^[\w./-]+$/),
      Value: z.string(),
      Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
      Description: z.string().optional(),
      Overwrite: z.boolean().optional(),
    }),
    ({ Name, Value, Type, Description, Overwrite }, caller) => ({
      Version: store.put({
        name: Name,
        value: Value,
        type: Type,
        description: Description,
        overwrite: Overwrite,
        by: caller.arn,
      }),
      Tier: 'Standard',
    }),
  ),

  DeleteParameter: operation(z.object({ Name: z.string() }), ({ Name }) => {
    if (!store.remove(Name)) throw notFound(Name);
    return {};
  }),
});

interface Found extends ParameterVersion {
  readonly name: string;
}

const current = (parameter: Parameter): Found => ({ name: parameter.name, ...newest(parameter) });

/** `NAME` or its ARN; `NAME:3` for a version. */
function versionNamed(store: ParameterStore, asked: string): Found | undefined {
  const whole = store.find(asked);
  if (whole) return current(whole);
  const [, name = '', number] = /^(.+):(\d+)$/.exec(asked) ?? [];
  const parameter = store.find(name);
  const version = parameter?.versions.find((each) => each.version === Number(number));
  return parameter && version && { name: parameter.name, ...version };
}

const describe = (found: Found, withDecryption: boolean): object => ({
  Name: found.name,
  Type: found.type,
  Value: valueOf(found, withDecryption),
  Version: found.version,
  LastModifiedDate: epochSeconds(found.at),
  ARN: parameterArn(found.name),
  DataType: 'text',
});

const madeBy = ({ type, version, at, by, description }: ParameterVersion) => ({
  Type: type,
  ...(type === 'SecureString' ? { KeyId: 'alias/aws/ssm' } : {}),
  LastModifiedDate: epochSeconds(at),
  LastModifiedUser: by,
  ...(description === undefined ? {} : { Description: description }),
  Version: version,
  Tier: 'Standard',
});

const valueOf = ({ type, value }: ParameterVersion, withDecryption: boolean): string =>
  type === 'SecureString' && !withDecryption
    ? `AQICAH${Buffer.from(`encrypted ${value.length}`).toString('base64')}`
    : value;

const notFound = (name: string): AwsRefusal => new AwsRefusal('ParameterNotFound', `Parameter ${name} not found.`);
