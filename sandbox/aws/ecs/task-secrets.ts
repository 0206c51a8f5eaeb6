// What ECS fetches before a container starts: the values of its `secrets`, from the parameter store.
import { z } from 'zod';

import { newest, type ParameterStore } from '../ssm/parameter-store.js';
import type { ContainerDefinition } from './records.js';
import { stoppedReasons } from './wording.js';

const secretsShape = z.array(z.object({ name: z.string(), valueFrom: z.string() })).catch([]);

type Fetched = { readonly environment: Readonly<Record<string, string>> } | { readonly failed: string };

export function fetchSecrets(container: ContainerDefinition, parameters: ParameterStore): Fetched {
  const secrets = secretsShape.parse(container.secrets ?? []);
  const elsewhere = secrets.find(({ valueFrom }) => valueFrom.startsWith('arn:aws:secretsmanager:'));
  if (elsewhere !== undefined) return { failed: stoppedReasons.secretNotFound(elsewhere.valueFrom) };
  const found = secrets.map(({ name, valueFrom }) => ({ name, valueFrom, parameter: parameters.find(valueFrom) }));
  const missing = found.flatMap(({ valueFrom, parameter }) => (parameter ? [] : [valueFrom]));
  if (missing.length > 0) return { failed: stoppedReasons.parametersNotFound(missing) };
  const values = found.flatMap(({ name, parameter }) => (parameter ? [[name, newest(parameter).value]] : []));
  return { environment: Object.fromEntries(values) as Record<string, string> };
}
