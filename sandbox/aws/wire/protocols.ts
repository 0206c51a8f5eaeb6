// The two wire protocols: JSON 1.1 for ECS, ECR, Application Auto Scaling, Logs, Service Quotas and SSM, 1.0 for CloudWatch, form in and XML out for ELBv2, RDS and STS (facts/aws.md §13).
import { randomUUID } from 'node:crypto';

import { AwsRefusal } from '../refusal.js';
import { parseQueryParameters } from './query-parameters.js';
import { escapeXml, toXml } from './xml.js';

export type ServiceName =
  | 'ecs'
  | 'ecr'
  | 'application-autoscaling'
  | 'cloudwatch'
  | 'elasticloadbalancing'
  | 'logs'
  | 'rds'
  | 'servicequotas'
  | 'ssm'
  | 'sts';

export interface DecodedRequest {
  readonly service: ServiceName;
  readonly operation: string;
  readonly protocol: 'json' | 'query';
  readonly input: unknown;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const jsonServices: Readonly<Record<string, ServiceName>> = {
  AmazonEC2ContainerServiceV20141113: 'ecs',
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  AnyScaleFrontendService: 'application-autoscaling',
  GraniteServiceVersion20100801: 'cloudwatch',
  Logs_20140328: 'logs',
  ServiceQuotasV20190624: 'servicequotas',
  AmazonSSM: 'ssm',
};

const queryServices: Readonly<Record<string, ServiceName>> = {
  '2015-12-01': 'elasticloadbalancing',
  '2014-10-31': 'rds',
  '2011-06-15': 'sts',
};

const namespaces: Readonly<Partial<Record<ServiceName, string>>> = {
  elasticloadbalancing: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** @throws AwsRefusal when it is no request of a simulated service */
export function decodeRequest(target: string | undefined, body: string): DecodedRequest {
  if (target === undefined) return decodeQuery(new URLSearchParams(body));
  const [prefix = '', operation = ''] = target.split('.');
  const service = jsonServices[prefix];
  if (service === undefined) {
    throw new AwsRefusal('UnknownOperationException', `X-Amz-Target ${target} is not one of: ${listed(jsonServices)}.`);
  }
  return { service, operation, protocol: 'json', input: parseJson(body) };
}

function decodeQuery(form: URLSearchParams): DecodedRequest {
  const { Action: operation, Version: version, ...input } = parseQueryParameters(form);
  const service = typeof version === 'string' ? queryServices[version] : undefined;
  if (service === undefined || typeof operation !== 'string') {
    const text = `Could not find operation ${form.get('Action')} for version ${form.get('Version')}`;
    throw new AwsRefusal('InvalidAction', text);
  }
  return { service, operation, protocol: 'query', input };
}

function parseJson(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new AwsRefusal('SerializationException', 'The request body is not JSON');
  }
}

export function encodeAnswer({ protocol, service, operation }: DecodedRequest, output: object): WireAnswer {
  const requestId = randomUUID();
  if (protocol === 'json') return json(200, requestId, service, output);
  const result = toXml(`${operation}Result`, output);
  const metadata = toXml('ResponseMetadata', { RequestId: requestId });
  return xml(200, requestId, `${operation}Response`, namespaces[service] ?? '', result + metadata);
}

export function encodeRefusal(request: Pick<DecodedRequest, 'protocol' | 'service'>, refusal: AwsRefusal): WireAnswer {
  const requestId = randomUUID();
  const { code, message, status, members } = refusal;
  if (request.protocol === 'json')
    return json(status, requestId, request.service, { __type: code, message, ...members });
  const type = status < 500 ? 'Sender' : 'Receiver';
  const content = toXml('Error', { Type: type, Code: code, Message: message }) + toXml('RequestId', requestId);
  return xml(status, requestId, 'ErrorResponse', namespaces[request.service] ?? '', content);
}

const json = (status: number, requestId: string, service: ServiceName, content: object): WireAnswer => ({
  status,
  headers: {
    'content-type': `application/x-amz-json-${service === 'cloudwatch' ? '1.0' : '1.1'}`,
    'x-amzn-requestid': requestId,
  },
  body: JSON.stringify(content),
});

const xml = (status: number, requestId: string, root: string, namespace: string, content: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body: `<${root} xmlns="${escapeXml(namespace)}">${content}</${root}>`,
});

const listed = (named: Readonly<Record<string, unknown>>): string => Object.keys(named).join(', ');
