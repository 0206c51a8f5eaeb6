import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what Linux (32768) and macOS (49152) give to whoever asks for any port: none is given away before it is used. */
const chosenFrom = { first: 20_000, last: 32_000 } as const;
const tries = 20;

/** A TCP port of 127.0.0.1 on which nothing listens now. */
export async function freePort(): Promise<number> {
  for (let left = tries; left > 0; left -= 1) {
    const port = await listenOnce(randomInt(chosenFrom.first, chosenFrom.last)).catch(() => undefined);
    if (port !== undefined) return port;
  }
  return listenOnce(0);
}

/** The port that the variable asks for, else a free one. Throws a sentence when it is no port or in use. */
export async function portFrom(variable: string, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const wanted = env[variable];
  if (!wanted || wanted === '0') return freePort();
  if (!/^\d{1,5}$/.test(wanted) || Number(wanted) > 65_535) {
    throw new Error(`${variable} is "${wanted}": expected a port from 1 to 65535, or nothing for a free one.`);
  }
  try {
    return await listenOnce(Number(wanted));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const found = code === 'EADDRINUSE' ? 'is in use by another process' : `cannot be used (${message})`;
    throw new Error(`Port ${wanted} (${variable}) ${found}: free it, or unset ${variable} to have a free one chosen.`);
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
