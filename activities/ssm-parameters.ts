// The parameter store, compared with what a task definition needs. DescribeParameters shows names and who changed them, never a value.
import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { DescribeParametersCommand, type ParameterMetadata, type SSMClient } from '@aws-sdk/client-ssm';
import { parameterName } from '../src/runbook/troubleshooting-failed-rollbacks/parameter-name.js';
import type { ChangedParameter, ParameterEvidence } from '../src/trouble-evidence.js';
import { askAws } from './aws-errors.js';

const namesAtOnce = 50;
const mostPages = 20;
const mostTold = 20;

export interface ParameterQuestion {
  readonly path: string;
  readonly definition: TaskDefinition;
  /** ISO time of the target's last deployment; undefined where it is not known. */
  readonly lastDeployedAt: string | undefined;
}

interface Needed {
  readonly name: string;
  readonly variable: string;
}

export async function readParameters(
  ssm: SSMClient,
  { path, definition, lastDeployedAt }: ParameterQuestion,
  signal: AbortSignal,
): Promise<ParameterEvidence> {
  const { needed, elsewhere } = neededBy(definition);
  const [below, named] = await Promise.all([
    parametersBelow(ssm, path, signal),
    parametersNamed(ssm, [...new Set(needed.map(({ name }) => name))], signal),
  ]);
  const there = new Map([...below, ...named].map((each) => [each.Name ?? '', each]));
  const names = new Set(needed.map(({ name }) => name));
  return {
    needed: needed.length,
    below: below.length,
    missing: needed.filter(({ name }) => !there.has(name)).slice(0, mostTold),
    changed: changedSince(lastDeployedAt, [...there.values()], names),
    ...(lastDeployedAt === undefined ? { changedUnknown: true } : {}),
    elsewhere: elsewhere.slice(0, mostTold),
  };
}

/** A secret is named by a parameter's name or ARN; those of Secrets Manager, another region or another account are kept elsewhere. */
export function neededBy({ containerDefinitions = [], taskDefinitionArn = '' }: TaskDefinition): {
  needed: Needed[];
  elsewhere: string[];
} {
  const secrets = containerDefinitions.flatMap(secretsOf);
  const [, , , ...here] = taskDefinitionArn.split(':', 5);
  const isHere = ([, , service, ...place]: readonly string[]) =>
    service === 'ssm' && (here.length === 0 || place.join(':') === here.join(':'));
  const isElsewhere = ({ valueFrom }: Secret) => valueFrom.startsWith('arn:') && !isHere(valueFrom.split(':', 5));
  return {
    needed: secrets
      .filter((secret) => !isElsewhere(secret))
      .map(({ name, valueFrom }) => ({ variable: name, name: parameterName(valueFrom) })),
    elsewhere: secrets.filter(isElsewhere).map(({ name }) => name),
  };
}

interface Secret {
  readonly name: string;
  readonly valueFrom: string;
}

const secretsOf = ({ secrets = [], logConfiguration }: ContainerDefinition): Secret[] =>
  [...secrets, ...(logConfiguration?.secretOptions ?? [])].flatMap(({ name, valueFrom }) =>
    name === undefined || valueFrom === undefined ? [] : [{ name, valueFrom }],
  );

export async function parametersBelow(ssm: SSMClient, path: string, signal: AbortSignal): Promise<ParameterMetadata[]> {
  const Values = [path.length > 1 ? path.replace(/\/+$/, '') : path];
  return described(ssm, { Key: 'Path', Option: 'Recursive', Values }, `below ${path}`, signal);
}

async function parametersNamed(
  ssm: SSMClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ParameterMetadata[]> {
  const pieces = Array.from({ length: Math.ceil(names.length / namesAtOnce) }, (_, piece) =>
    names.slice(piece * namesAtOnce, (piece + 1) * namesAtOnce),
  );
  const found = await Promise.all(
    pieces.map((Values) => described(ssm, { Key: 'Name', Option: 'Equals', Values }, 'by name', signal)),
  );
  return found.flat();
}

async function described(
  ssm: SSMClient,
  filter: { Key: string; Option: string; Values: string[] },
  which: string,
  abortSignal: AbortSignal,
): Promise<ParameterMetadata[]> {
  const found: ParameterMetadata[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const command = new DescribeParametersCommand({ ParameterFilters: [filter], MaxResults: namesAtOnce, NextToken });
    const answer = await askAws(`DescribeParameters ${which}`, () => ssm.send(command, { abortSignal }));
    found.push(...(answer.Parameters ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) return found;
  }
  throw new Error(`There are more than ${mostPages * namesAtOnce} parameters ${which}`);
}

function changedSince(
  since: string | undefined,
  parameters: readonly ParameterMetadata[],
  needed: ReadonlySet<string>,
): ChangedParameter[] {
  if (since === undefined) return [];
  return parameters
    .flatMap(({ Name: name = '', LastModifiedDate, LastModifiedUser }): ChangedParameter[] => {
      const at = LastModifiedDate?.toISOString() ?? '';
      return at > since ? [{ name, at, by: whoIs(LastModifiedUser), needed: needed.has(name) }] : [];
    })
    .sort((a, b) => Number(b.needed) - Number(a.needed) || b.at.localeCompare(a.at))
    .slice(0, mostTold);
}

export const whoIs = (arn = 'somebody unknown'): string => arn.replace(/^arn:[^:]+:(?:iam|sts)::\d*:/, '');
