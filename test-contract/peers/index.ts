import type { Peer } from '../behaviour.js';
import { startMinistack, startMoto } from './emulators.js';
import type { StartedPeer } from './peer.js';
import { startRealAccount } from './real-account.js';
import { startSandboxPeer } from './sandbox.js';

export const start: Readonly<Record<Peer, () => Promise<StartedPeer>>> = {
  sandbox: startSandboxPeer,
  moto: startMoto,
  ministack: startMinistack,
  aws: startRealAccount,
};
