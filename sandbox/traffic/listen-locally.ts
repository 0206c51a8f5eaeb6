import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/**
 * Listens on 127.0.0.1 and resolves with the port; 0 asks for a free one.
 * @throws Error that names the port when another program listens there
 */
export async function listenLocally(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Cannot listen on 127.0.0.1:${port}: ${cause}. Stop the program that holds it or choose another port.`,
    );
  }
  return (server.address() as AddressInfo).port;
}
