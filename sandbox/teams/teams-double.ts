// A double of an incoming webhook of Microsoft Teams: takes adaptive cards within Teams' limits, and shows what it took.
import { z } from 'zod';
import { type AskedRequest, createFaults, createWebDouble, type Faults, jsonBody } from '../web-double.js';

const textBlock = z.looseObject({
  type: z.literal('TextBlock'),
  text: z.string().min(1),
  wrap: z.boolean().optional(),
});
const messageShape = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null().optional(),
        content: z.strictObject({
          $schema: z.string().optional(),
          type: z.literal('AdaptiveCard'),
          version: z.enum(['1.2', '1.3', '1.4', '1.5']),
          body: z.array(textBlock).min(1),
        }),
      }),
    )
    .length(1),
});

/** A message of Teams has at most 28 KB. */
const mostBytes = 28 * 1_024;
const path = '/workflows/applylens/triggers/manual/paths/invoke';
const signature = 'teams-sandbox';

export interface TeamsDouble {
  /** The webhook's address, which is its secret. */
  readonly webhook: string;
  readonly faults: Faults;
  /** The text of each card, a line a block. */
  messages(): readonly string[];
  requests(): readonly AskedRequest[];
  close(): Promise<void>;
}

/** @throws Error when the port is taken; 0 asks for a free one */
export async function startTeamsDouble({ port }: { readonly port: number }): Promise<TeamsDouble> {
  const taken: string[] = [];
  const faults = createFaults();
  const requests: AskedRequest[] = [];
  const refusal = (code: string, message: string) => ({ error: { code, message } });
  const says = {
    error: refusal('InternalServerError', 'failed'),
    rateLimited: refusal('TooManyRequests', 'slow down'),
  };
  const api = createWebDouble({ faults, requests, lookedAtBy: [], says });
  api.post<{ Querystring: { sig?: string } }>(path, async (request, reply) => {
    if (request.query.sig !== signature)
      return reply.code(401).send(refusal('DirectApiAuthorizationRequired', 'The signature is not right'));
    if (Buffer.byteLength(String(request.body)) > mostBytes)
      return reply.code(413).send(refusal('RequestEntityTooLarge', 'The message is larger than 28 KB'));
    const message = messageShape.safeParse(jsonBody(request));
    if (!message.success) return reply.code(400).send(refusal('InvalidRequest', z.prettifyError(message.error)));
    for (const { content } of message.data.attachments) taken.push(content.body.map(({ text }) => text).join('\n'));
    return reply.code(202).send();
  });
  const address = await api.listen({ host: '127.0.0.1', port });
  return {
    webhook: `${address}${path}?sig=${signature}`,
    faults,
    messages: () => taken,
    requests: () => requests,
    close: () => api.close(),
  };
}
