// Faults that production can be told to have, by name, for so many requests.
import { z } from 'zod';

const common = {
  /** `ecs:UpdateService`, or `ecs:*` for all operations of a service. */
  operation: z
    .string()
    .regex(/^[a-z-]+:([A-Za-z]+|\*)$/, 'is SERVICE:OPERATION or SERVICE:*, for example ecs:UpdateService'),
  /** How many requests it hits. */
  times: z.number().int().min(1).default(1),
  /** Only requests signed with this access key id. */
  accessKeyId: z.string().optional(),
  /** Only requests that name it somewhere: a service, a family, an ARN or a part of one. */
  about: z.string().min(1).optional(),
};

export const faultShape = z.discriminatedUnion('fault', [
  z.strictObject({ fault: z.literal('throttle'), ...common }),
  z.strictObject({
    fault: z.literal('error'),
    code: z.string(),
    status: z.number().int().min(400).max(599).default(400),
    message: z.string().default('Injected by a fault of the simulated production.'),
    ...common,
  }),
  /** Real milliseconds before the request is looked at. */
  z.strictObject({ fault: z.literal('delay'), ms: z.number().min(0).max(600_000), ...common }),
  /** The connection is reset and nothing is applied. */
  z.strictObject({ fault: z.literal('reset'), ...common }),
  /** The request is applied and the connection is dropped instead of an answer. */
  z.strictObject({ fault: z.literal('drop-answer'), ...common }),
  /** The request is applied, and this text is what is answered: what no client expects. */
  z.strictObject({ fault: z.literal('odd-answer'), body: z.string(), ...common }),
]);

export type Fault = z.output<typeof faultShape>;

export interface PendingFault {
  readonly id: number;
  readonly fault: Fault;
  left: number;
}

export interface Faults {
  add(fault: z.input<typeof faultShape>): PendingFault;
  /** Those that still have requests to hit. */
  pending(): readonly PendingFault[];
  /** Forgets those about this, or all. */
  clear(about?: string): void;
  /** The fault for this request, used up by one; delays may come before another one. */
  take(request: FaultyRequest): readonly Fault[];
}

export interface FaultyRequest {
  readonly operation: string;
  readonly accessKeyId: string | undefined;
  readonly input: unknown;
}

/** @throws ZodError when a fault is not one of these, or its operation is not named SERVICE:OPERATION */
export function createFaults(): Faults {
  let pending: PendingFault[] = [];
  let count = 0;
  return {
    add(wanted) {
      const fault = faultShape.parse(wanted);
      const added = { id: ++count, fault, left: fault.times };
      pending.push(added);
      return added;
    },
    pending: () => pending,
    clear(about) {
      pending = about === undefined ? [] : pending.filter(({ fault }) => fault.about !== about);
    },
    take(request) {
      const hits = pending.filter(({ fault }) => concerns(fault, request));
      const delay = hits.find(({ fault }) => fault.fault === 'delay');
      const other = hits.find(({ fault }) => fault.fault !== 'delay');
      const taken = [delay, other].filter((one) => one !== undefined);
      for (const one of taken) one.left -= 1;
      pending = pending.filter(({ left }) => left > 0);
      return taken.map(({ fault }) => fault);
    },
  };
}

function concerns(fault: Fault, { operation, accessKeyId, input }: FaultyRequest): boolean {
  const [service] = operation.split(':');
  if (fault.operation !== operation && fault.operation !== `${service}:*`) return false;
  if (fault.accessKeyId !== undefined && fault.accessKeyId !== accessKeyId) return false;
  return fault.about === undefined || JSON.stringify(input).includes(fault.about);
}
