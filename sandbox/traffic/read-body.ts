import type { IncomingMessage } from 'node:http';

export type ReceivedBody = { readonly text: string } | 'too long';

/** The body of a request as UTF-8, read to its end whatever its length, but kept only up to the limit in bytes. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limitBytes) chunks.push(chunk);
  }
  return length <= limitBytes ? { text: Buffer.concat(chunks).toString('utf8') } : 'too long';
}
