// One HTTP request over node:http(s): bounded in time and size, redirects not followed, on a connection of its own when asked.
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

export interface HttpQuestion {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly withinMs: number;
  readonly signal: AbortSignal;
  /** On a connection that is opened for it and closed after it. */
  readonly freshConnection?: boolean;
  /** A question that only reads, whatever its method; GET is one anyway. */
  readonly onlyReads?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
}

/** No answer: the network, the time limit, or a body that is too long. `cameBack` says which, for a sentence. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const longestBody = 8 * 1024 * 1024;

const pooled = { keepAlive: true, maxSockets: 50 } as const;
const keptAlive = { plain: new PlainAgent(pooled), secure: new SecureAgent(pooled) };

/** Throws NoAnswer; every status is an answer. */
export async function askOverHttp(question: HttpQuestion): Promise<HttpAnswer> {
  const begun = performance.now();
  const limit = AbortSignal.timeout(question.withinMs);
  try {
    const { status, body } = await exchange(question, AbortSignal.any([question.signal, limit]));
    return { status, body, tookMs: Math.round(performance.now() - begun) };
  } catch (error) {
    if (limit.aborted) throw new NoAnswer(`no answer within ${question.withinMs} ms`);
    throw error instanceof NoAnswer ? error : new NoAnswer(reasonOf(error));
  }
}

/** A kept connection that the other side closes while it is written to says nothing of the other side: a new one is tried. */
async function exchange(question: HttpQuestion, signal: AbortSignal): Promise<{ status: number; body: string }> {
  const { method = 'GET', onlyReads = method === 'GET' } = question;
  const answer = await send(question, signal).catch((error: unknown) => {
    if (!onlyReads || !(error instanceof ClosedMeanwhile)) throw error;
    return send({ ...question, freshConnection: true }, signal);
  });
  return { status: answer.statusCode ?? 0, body: await bodyOf(answer) };
}

class ClosedMeanwhile extends NoAnswer {}

function send(question: HttpQuestion, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const url = new URL(question.url);
    const secure = url.protocol === 'https:';
    const { method = 'GET', headers = {}, body, freshConnection = false } = question;
    const sent = (secure ? secureRequest : plainRequest)(url, {
      method,
      headers: { accept: 'application/json', 'user-agent': 'runback', ...headers, ...lengthOf(body) },
      agent: freshConnection ? false : secure ? keptAlive.secure : keptAlive.plain,
      signal,
    });
    sent.once('response', resolve);
    sent.on('error', (error) => {
      reject(sent.reusedSocket && isClosed(error) ? new ClosedMeanwhile(reasonOf(error)) : error);
    });
    sent.end(body);
  });
}

const isClosed = (error: Error): boolean => 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code));

const lengthOf = (body: string | undefined): Record<string, number> =>
  body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) throw new NoAnswer(`an answer of more than ${longestBody} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' || error.message.includes(code) ? error.message || code : `${code}: ${error.message}`;
};
