import { clientsFor, destroy, emulated } from '../production.js';
import { layOut } from './emulated-production.js';
import type { StartedPeer } from './peer.js';
import { type PythonProgram, startProgram } from './python-peer.js';

export const moto: PythonProgram = {
  name: 'moto_server',
  args: (port) => ['-H', '127.0.0.1', '-p', String(port)],
  // How many times a deployment is looked at before it is said to run.
  env: () => ({ MOTO_ECS_SERVICE_RUNNING: '2' }),
  readyAt: '/moto-api/data.json',
};

const ministack: PythonProgram = {
  name: 'ministack',
  args: () => [],
  env: (port) => ({
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
    // Without a daemon it keeps tasks as records; with one it would start containers.
    DOCKER_HOST: 'unix:///nonexistent',
  }),
  readyAt: '/_ministack/health',
};

export const startMoto = (): Promise<StartedPeer> => start(moto);
export const startMinistack = (): Promise<StartedPeer> => start(ministack);

async function start(program: PythonProgram): Promise<StartedPeer> {
  const { url, stop } = await startProgram(program);
  const clients = clientsFor(emulated(url));
  const end = async () => {
    destroy(clients);
    await stop();
  };
  try {
    return { production: await layOut(clients, url), violations: () => [], stop: end };
  } catch (error) {
    await end();
    throw error;
  }
}
