// Checks requests and answers against AWS's own service models, as botocore ships them inside the aws-cli.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import type { ServiceName } from '../../sandbox/aws/wire/protocols.js';
import type { Exchange } from '../../sandbox/aws/wire/request-desk.js';
import { findAwsCli, modelsOf } from './aws-cli.js';
import { type Shape, shapeViolations, type WireForm } from './botocore-shape.js';

interface Model {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

interface Operation {
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string; readonly resultWrapper?: string };
  readonly errors?: readonly { readonly shape: string }[];
}

interface WireError {
  readonly code: string;
  readonly text: unknown;
}

const folders: Readonly<Record<ServiceName, string>> = {
  ecs: 'ecs',
  ecr: 'ecr',
  'application-autoscaling': 'application-autoscaling',
  cloudwatch: 'cloudwatch',
  elasticloadbalancing: 'elbv2',
  logs: 'logs',
  rds: 'rds',
  servicequotas: 'service-quotas',
  ssm: 'ssm',
  sts: 'sts',
};

/** Errors that every AWS service may answer without its model naming them. */
const commonErrors = new Set([
  'ThrottlingException',
  'Throttling',
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
  'SerializationException',
  'UnknownOperationException',
  'InvalidAction',
  'ValidationError',
  'ValidationException',
  'InvalidParameterException',
  'InvalidParameterValue',
  'MissingParameter',
  'AccessDeniedException',
  'AccessDenied',
]);

/** A check that returns one line for each way in which an exchange breaks AWS's model. */
export function botocoreCheck(): (exchange: Exchange) => string[] {
  const data = modelsOf(findAwsCli());
  if (data === undefined) throw new Error('The aws-cli has no botocore models beside it.');
  const models = new Map<ServiceName, Model>();
  return ({ request, answer }) => {
    const model = models.get(request.service) ?? readModel(join(data, folders[request.service]));
    models.set(request.service, model);
    const name = `${request.service}:${request.operation}`;
    const operation = model.operations[request.operation];
    if (operation === undefined) return answer.status < 400 ? [`${name} is no operation of AWS`] : [];
    const asked = shapeViolations(model.shapes, operation.input?.shape, request.input, requestForm(request.protocol));
    const answered =
      answer.status < 400
        ? shapeViolations(
            model.shapes,
            operation.output?.shape,
            outputOf(operation, request, answer.body),
            answerForm(request.protocol),
          )
        : errorViolations(model, operation, answer.status, errorOf(request, answer.body));
    // A refused request may be refused because its shape is wrong.
    const complaints = answer.status < 400 ? [...asked.map((line) => `request ${line}`), ...answered] : answered;
    return complaints.map((line) => `${name} ${line}`);
  };
}

function readModel(folder: string): Model {
  const version = readdirSync(folder).sort().at(-1) ?? '';
  const file = readdirSync(join(folder, version)).find((name) => name.startsWith('service-2.json')) ?? '';
  const content = readFileSync(join(folder, version, file));
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8')) as Model;
}

const requestForm = (protocol: Exchange['request']['protocol']): WireForm => (protocol === 'json' ? 'json' : 'form');
const answerForm = (protocol: Exchange['request']['protocol']): WireForm => (protocol === 'json' ? 'json' : 'xml');

function outputOf(operation: Operation, request: Exchange['request'], body: string): unknown {
  if (request.protocol === 'json') return JSON.parse(body);
  const root = parseXml(body)[`${request.operation}Response`] as Record<string, unknown> | undefined;
  return root?.[operation.output?.resultWrapper ?? ''] ?? `no ${request.operation}Response in the answer`;
}

function errorOf({ protocol }: Exchange['request'], body: string): WireError {
  if (protocol === 'json') {
    const error = JSON.parse(body) as { __type?: string; message?: unknown };
    return { code: error.__type ?? '', text: error.message };
  }
  const response = parseXml(body).ErrorResponse as { Error?: { Code?: string; Message?: unknown } } | undefined;
  return { code: response?.Error?.Code ?? '', text: response?.Error?.Message };
}

function errorViolations({ shapes }: Model, operation: Operation, status: number, { code, text }: WireError): string[] {
  if (typeof text !== 'string' || text === '') return [`error ${code} has no message`];
  const modelled = (operation.errors ?? []).map(({ shape }) => ({ shape, error: shapes[shape]?.error }));
  const found = modelled.find(({ shape, error }) => code === (error?.code ?? shape));
  if (found === undefined) return commonErrors.has(code) ? [] : [`error ${code} is not modelled`];
  const expected = found.error?.httpStatusCode;
  return expected === undefined || expected === status ? [] : [`error ${code} has status ${status}, not ${expected}`];
}

function parseXml(body: string): Record<string, unknown> {
  return new XMLParser({ parseTagValue: false, ignoreAttributes: true }).parse(body) as Record<string, unknown>;
}
