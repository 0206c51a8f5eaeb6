// Stands between Runback and the double of GitHub: passes on what it is asked, and breaks what a test wants broken.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenLocally } from '../../sandbox/traffic/listen-locally.js';

type Break = (
  request: { readonly method: string; readonly path: string },
  response: ServerResponse,
) => 'before' | 'after' | undefined;

export interface GithubBetween {
  readonly url: string;
  close(): Promise<void>;
}

/** `breaks` says whether the connection is reset before the request is passed on, or after: then only the answer is lost. */
export async function aGithubBetween(github: string, breaks: Break): Promise<GithubBetween> {
  const server = createServer((request, response) => void pass(request, response));
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const { method = 'GET', url: path = '/' } = request;
    const how = breaks({ method, path }, response);
    if (how === 'before') return response.destroy();
    if (response.headersSent) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const answer = await fetch(`${github}${path}`, {
      method,
      headers: { authorization, 'content-type': type },
      ...(body.length === 0 ? {} : { body }),
    });
    if (how === 'after') return response.destroy();
    const text = await answer.text();
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  };
  const port = await listenLocally(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
