import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** Stands for a payload that could not be decoded; no message parser accepts it. */
export interface Undecodable {
  readonly undecodable: true;
  /** The encoding that its sender declared, or `none`. */
  readonly encoding: string;
}

/**
 * Temporal's default conversion, except that what cannot be decoded becomes an `Undecodable`: thrown from here, one
 * signal of an unknown encoding would fail every later workflow task of its run.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload: <T>(payload: Payload): T => {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return { undecodable: true, encoding: encodingOf(payload) } satisfies Undecodable as T;
    }
  },
};

function encodingOf(payload: Payload): string {
  const declared = payload.metadata?.encoding;
  return declared === undefined || declared === null ? 'none' : printable(declared);
}

const printable = (bytes: Uint8Array): string =>
  Array.from(bytes.slice(0, 60), (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '?')).join('');
