// What the parameter store keeps: every version of each parameter, and who made it. Deleting one deletes its history.
import { account } from '../identifiers.js';
import { AwsRefusal } from '../refusal.js';

export interface ParameterVersion {
  readonly version: number;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
  readonly description?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** ARN of whoever put it. */
  readonly by: string;
}

export interface Parameter {
  readonly name: string;
  /** Oldest first; at least one. */
  readonly versions: ParameterVersion[];
}

export interface ParameterToPut {
  readonly name: string;
  readonly value: string;
  readonly type?: ParameterVersion['type'] | undefined;
  readonly description?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly by: string;
  readonly at?: number;
}

export interface ParameterStore {
  list(): readonly Parameter[];
  /** By its name or ARN. */
  find(nameOrArn: string): Parameter | undefined;
  /** The new version. @throws AwsRefusal */
  put(parameter: ParameterToPut): number;
  /** Whether there was one. */
  remove(name: string): boolean;
}

const keptVersions = 100;
const longestValue = 4_096;

export function createParameterStore(now: () => number): ParameterStore {
  const parameters = new Map<string, Parameter>();
  return {
    list: () => [...parameters.values()].sort((a, b) => a.name.localeCompare(b.name)),
    find: (nameOrArn) => parameters.get(nameOf(nameOrArn)),
    put({ name, value, description, overwrite = false, by, at = now(), ...given }) {
      const parameter = parameters.get(name) ?? { name, versions: [] };
      const last = parameter.versions.at(-1);
      const type = given.type ?? last?.type;
      if (last !== undefined && !overwrite) throw alreadyThere();
      if (type === undefined) throw invalid('A parameter type is required when you create a parameter.');
      if (value === '' || value.length > longestValue) {
        throw invalid(`Standard tier parameters support a maximum parameter value of ${longestValue} characters.`);
      }
      const version = (last?.version ?? 0) + 1;
      parameter.versions.push({ version, type, value, ...(description === undefined ? {} : { description }), at, by });
      if (parameter.versions.length > keptVersions) parameter.versions.shift();
      parameters.set(name, parameter);
      return version;
    },
    remove: (name) => parameters.delete(nameOf(name)),
  };
}

const ownArn = new RegExp(`^arn:aws:ssm:[a-z0-9-]+:${account}:parameter/`);

/** `arn:…:parameter/applylens/prod/X` is `/applylens/prod/X`, but `arn:…:parameter/X` is `X`. */
function nameOf(nameOrArn: string): string {
  if (!ownArn.test(nameOrArn)) return nameOrArn;
  const name = nameOrArn.replace(ownArn, '');
  return name.includes('/') ? `/${name}` : name;
}

export const newest = ({ versions }: Parameter): ParameterVersion => {
  const last = versions.at(-1);
  if (last === undefined) throw new Error('A parameter has at least one version.');
  return last;
};

export const invalid = (text: string): AwsRefusal => new AwsRefusal('ValidationException', text);

const alreadyThere = (): AwsRefusal =>
  new AwsRefusal(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
