import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { portFrom } from '../../../sandbox/processes/ports.js';

describe('the port that a variable asks for', () => {
  it.each([undefined, '', '0'])('is a free one for %j', async (wanted) => {
    expect(await portFrom('TEMPORAL_PORT', { TEMPORAL_PORT: wanted })).toBeGreaterThan(1023);
  });

  it('is not one of those that another process is given when it asks for any', async () => {
    const chosen = await Promise.all(Array.from({ length: 20 }, () => portFrom('X_PORT', {})));
    expect(Math.max(...chosen)).toBeLessThan(32_768);
  });

  it('is refused with port, variable and remedy when something listens there', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await expect(portFrom('TEMPORAL_PORT', { TEMPORAL_PORT: `${port}` })).rejects.toThrow(
      `Port ${port} (TEMPORAL_PORT) is in use by another process: free it, or unset TEMPORAL_PORT to have a free one chosen.`,
    );
    await new Promise((closed) => server.close(closed));
  });

  it.each(['seven', '-1', '70000', '80a'])('is refused when it is %j', async (wanted) => {
    await expect(portFrom('X_PORT', { X_PORT: wanted })).rejects.toThrow(`X_PORT is "${wanted}": expected a port`);
  });
});
