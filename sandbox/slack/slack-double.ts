// A double of Slack: its Web API for an app's messages, and what people do with them.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type AskedRequest, createFaults, createWebDouble, type Faults } from '../web-double.js';
import { argumentsOf, SlackRefusal } from './arguments.js';
import { type Delivery, deliver } from './deliver.js';
import {
  type commandShape,
  type pressShape,
  requestOfCommand,
  requestOfPress,
  type SentRequest,
  showAnswer,
} from './interactions.js';
import { asTestsSee, createMessages } from './messages.js';
import { type Desk, methods } from './methods.js';
import { createRateLimits } from './rate-limits.js';
import { createResponseUrls, type ResponseUrls } from './response-urls.js';
import { app, type Channel, channelOf, createChannels } from './workspace.js';

export interface SlackDouble {
  /** What stands for https://slack.com: the SDK's `slackApiUrl` is `<url>/api/`. */
  readonly url: string;
  /** `revoked`: the bot's token is refused. */
  token: 'valid' | 'revoked';
  readonly faults: Faults;
  /** As tests look at them, in the order in which they came; also `GET /messages`. */
  messages(): readonly object[];
  /** The last 1,000 calls. */
  requests(): readonly AskedRequest[];
  /** @throws Error with a sentence when there is no such channel */
  setChannel(name: string, is: Channel['is']): void;
  press(wanted: z.output<typeof pressShape>): Promise<Delivery>;
  command(wanted: z.output<typeof commandShape>): Promise<Delivery>;
  /** The very same request once more, signature and timestamp included. */
  replay(id: number): Promise<Delivery>;
  clear(): void;
  close(): Promise<void>;
}

const lookedAtBy = ['/messages'];
const says = {
  error: { ok: false, error: 'internal_error' },
  rateLimited: { ok: false, error: 'ratelimited' },
};

/** @throws Error when the port is taken; 0 asks for a free one */
export async function startSlackDouble({ port }: { readonly port: number }): Promise<SlackDouble> {
  const now = (): number => Date.now();
  const chosen: Pick<SlackDouble, 'token'> = { token: 'valid' };
  const faults = createFaults();
  const requests: AskedRequest[] = [];
  const desk: Desk = { channels: createChannels(), messages: createMessages(now) };
  const responseUrls = createResponseUrls(desk, now);
  const api = createWebDouble({ faults, requests, lookedAtBy, says });
  addMethodRoutes(api, desk, chosen);
  addResponseRoutes(api, responseUrls);
  api.get('/messages', () => ({ messages: desk.messages.list().map(asTestsSee) }));
  const url = await api.listen({ host: '127.0.0.1', port });
  return Object.assign(chosen, {
    url,
    faults,
    messages: () => desk.messages.list().map(asTestsSee),
    requests: () => requests,
    setChannel(name: string, is: Channel['is']) {
      const found = channelOf(desk.channels, name);
      if (found === undefined) throw new Error(`Slack's double has no channel ${name}.`);
      found.is = is;
    },
    ...createPeople(desk, (interaction) => `${url}${responseUrls.make(interaction)}`),
    clear: () => desk.messages.clear(),
    close: () => api.close(),
  });
}

function createPeople(desk: Desk, responseUrl: (interaction: Parameters<ResponseUrls['make']>[0]) => string) {
  const sent: SentRequest[] = [];
  const send = (request: SentRequest): Promise<Delivery> => deliver(sent.push(request), request);
  return {
    press: async (wanted: z.output<typeof pressShape>) => send(requestOfPress(desk, wanted, responseUrl)),
    async command(wanted: z.output<typeof commandShape>) {
      const { request, by } = requestOfCommand(desk, wanted, responseUrl);
      const delivery = await send(request);
      if (delivery.outcome === 'ok') showAnswer(desk, by, delivery.body ?? '');
      return delivery;
    },
    async replay(id: number) {
      const request = sent[id - 1];
      if (request === undefined) throw new Error(`Slack's double has sent no request ${id} yet.`);
      return deliver(id, request);
    },
  };
}

function addMethodRoutes(api: FastifyInstance, desk: Desk, chosen: Pick<SlackDouble, 'token'>): void {
  const limits = createRateLimits(() => Date.now());
  api.all('/api/:method', (request, reply) => {
    const { method: name } = request.params as { method: string };
    try {
      const given = argumentsOf(request);
      checkToken(request, given.token, chosen.token);
      const method = methods[name] ?? refuse('unknown_method');
      const seconds = limits.take(name, channelNameOf(desk, given.channel));
      if (seconds > 0) return reply.code(429).header('retry-after', `${seconds}`).send(says.rateLimited);
      return { ok: true, ...method(given, desk) };
    } catch (refusal) {
      if (refusal instanceof SlackRefusal) return { ok: false, error: refusal.error, ...refusal.more };
      throw refusal;
    }
  });
}

/** A channel has one limit, whether it is called by its id or by its name. */
const channelNameOf = ({ channels }: Desk, given: unknown): string | undefined =>
  typeof given === 'string' ? channelOf(channels, given)?.name : undefined;

function checkToken({ headers }: FastifyRequest, inBody: unknown, state: SlackDouble['token']): void {
  const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? inBody;
  if (typeof token !== 'string' || token === '') refuse('not_authed');
  if (token !== app.token) refuse('invalid_auth');
  if (state === 'revoked') refuse('token_revoked');
}

function refuse(error: string): never {
  throw new SlackRefusal(error);
}

function addResponseRoutes(api: FastifyInstance, responseUrls: ResponseUrls): void {
  for (const kind of ['actions', 'commands']) {
    api.post(`/${kind}/:id`, (request, reply) => {
      try {
        const taken = responseUrls.use(request.url, argumentsOf(request));
        return taken === 'taken' ? { ok: true } : reply.code(404).send({ ok: false, error: taken });
      } catch (refusal) {
        if (!(refusal instanceof SlackRefusal)) throw refusal;
        return reply.code(400).send({ ok: false, error: refusal.error, ...refusal.more });
      }
    });
  }
}
