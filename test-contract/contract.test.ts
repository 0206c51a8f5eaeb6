import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type Behaviour, NotInThisAccount, type Peer, peers } from './behaviour.js';
import { contract } from './behaviours/index.js';
import { knownDifference } from './known-differences/index.js';
import { observationOf } from './observing.js';
import { start } from './peers/index.js';
import type { StartedPeer } from './peers/peer.js';

const asked = process.env.RUNBACK_CONTRACT_PEERS?.split(',') ?? peers.filter((peer) => peer !== 'aws');

describe.each(peers.filter((peer) => asked.includes(peer)))('%s', (peer) => {
  let started: StartedPeer | undefined;

  beforeAll(async () => {
    started = await start[peer]();
  });
  afterAll(async () => {
    await started?.stop();
  });

  for (const [about, behaviours] of Object.entries(contract)) {
    describe(about, () => {
      for (const behaviour of behaviours) {
        it(behaviour.name, async (context) => {
          if (started === undefined) throw new Error(`${peer} did not start.`);
          await hold(peer, behaviour, started, context);
        });
      }
    });
  }
});

async function hold(peer: Peer, behaviour: Behaviour, started: StartedPeer, context: TestContext): Promise<void> {
  const known = knownDifference(peer, behaviour.name);
  const observed = await observationOf(behaviour, started.production).catch((error: unknown) => {
    if (peer === 'aws' && error instanceof NotInThisAccount) context.skip(error.message);
    throw error;
  });
  if (known !== undefined) context.task.meta.knownDifference = known.because;
  expect(observed, known && `known to differ: ${known.because}`).toEqual(known?.observed ?? behaviour.expected);
  expect(started.violations()).toEqual([]);
}
