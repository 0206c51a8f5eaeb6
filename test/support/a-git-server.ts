// A repository over HTTP, for whoever brings the token: git's plain-file protocol, and no more.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { aWebServer } from '../activities/a-web-server.js';

export interface GitServer {
  readonly url: string;
  /** `user:token` of each request that brought them. */
  readonly letIn: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** @param token after any user */
export async function aGitServer(repository: string, token: string): Promise<GitServer> {
  const letIn: string[] = [];
  const server = await aWebServer((request, response) => {
    const [, basic = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const given = Buffer.from(basic, 'base64').toString();
    if (!given.endsWith(`:${token}`)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    letIn.push(given);
    const { pathname } = new URL(request.url ?? '/', 'http://git');
    if (pathname.endsWith('/info/refs')) execFileSync('git', ['-C', repository, 'update-server-info']);
    const file = join(repository, '.git', normalize(pathname.replace(/^\/[^/]*/, '')));
    try {
      response.writeHead(200).end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  return { url: `${server.url}/applylens.git`, letIn: () => letIn, close: () => server.close() };
}
