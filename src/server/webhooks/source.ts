import type { z } from 'zod';
import type { Services } from '../../client/services.js';
import type { IncomingAlert } from './incoming.js';

/** One request as it came. Header names are in lower case. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly raw: Buffer;
}

/** A sender of alerts: how its deliveries are proven, and what they say. */
export interface Source<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly summary: string;
  readonly body: S;
  /** A header that only a signed delivery has; where it came, no token counts in its place. */
  readonly signatureHeader?: string;
  /** Throws 401 when it is not the sender's. Absent: the sender has a token. */
  readonly verify?: (delivery: Delivery, body: z.output<S>) => Promise<void>;
  /** Names the delivery, from what is signed: the same one counts once. */
  readonly idOf: (delivery: Delivery, body: z.output<S>) => string | undefined;
  readonly alertsIn: (body: z.output<S>, services: Services) => IncomingAlert[] | Promise<IncomingAlert[]>;
}

/** Keeps the type of the body between its parts. */
export const aSource = <S extends z.ZodType>(source: Source<S>): Source => source;

/** Undefined where it is no JSON. */
export function jsonIn(text: Buffer | string): unknown {
  try {
    return JSON.parse(text.toString()) as unknown;
  } catch {
    return undefined;
  }
}
