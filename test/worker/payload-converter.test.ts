import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadConverter } from '../../src/payload-converter.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const undecodable: [string, Payload, string][] = [
  ['an unknown encoding', { metadata: { encoding: bytes('binary/encrypted') }, data: bytes('x') }, 'binary/encrypted'],
  ['JSON that is none', { metadata: { encoding: bytes('json/plain') }, data: bytes('{"by":') }, 'json/plain'],
  ['no metadata', { data: bytes('x') }, 'none'],
  ['no encoding', { metadata: {}, data: bytes('x') }, 'none'],
  [
    'an encoding with control characters',
    { metadata: { encoding: bytes('a\n\u001b[1m') }, data: bytes('x') },
    'a??[1m',
  ],
];

describe('the payload converter', () => {
  it.each(undecodable)('turns %s into a marker', (_, payload, encoding) => {
    expect(payloadConverter.fromPayload(payload)).toEqual({ undecodable: true, encoding });
  });

  it('gives back every JSON value as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const seen = payloadConverter.fromPayload(payloadConverter.toPayload(value));
        expect(seen).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes what the default converter can read', () => {
    const request = { service: 'applylens-api', environment: 'prod' };
    expect(defaultPayloadConverter.fromPayload(payloadConverter.toPayload(request))).toEqual(request);
  });
});
