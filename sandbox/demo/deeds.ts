// What people and circumstances do in the demo beside the rollback, an act each.
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { sendMessage } from '../../src/client/message.js';
import { likelyCause } from '../../src/diagnosis.js';
import { rollbackId } from '../../src/identifiers.js';
import type { Decide } from '../../src/messages.js';
import { workerAccessKey } from '../dev/environment.js';
import type { Stage } from './acts.js';
import { productionAt } from './production.js';
import type { Act } from './tell.js';
import type { WatchedRun } from './watched-run.js';

export type Deed = (stage: Stage, run: () => WatchedRun) => Act;

// On Node 20 the SDK prints a notice about its support of Node versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const by = 'demo';
const production = ({ stack }: Stage) => productionAt(stack().sandbox.addresses.control ?? '');
const awsOf = ({ stack }: Stage, accessKeyId: string) => ({
  region: 'us-east-1',
  endpoint: stack().sandbox.addresses.aws ?? '',
  credentials: { accessKeyId, secretAccessKey: 'sandbox' },
});

/** Runback waits for a person, and says why. */
export const asks: Deed = (_, run) => ({
  title: 'A person is asked',
  play: async () => {
    const { waiting, doing } = await run().asks();
    return waiting?.why ?? doing;
  },
});

export const findsCause: Deed = (_, run) => ({
  title: 'Diagnosis',
  play: async () => {
    const { diagnosis } = await run().asks();
    return diagnosis === undefined ? 'none was made' : likelyCause(diagnosis);
  },
});

export const decides =
  (decision: Omit<Decide, 'by'>): Deed =>
  ({ client }) => ({
    title: 'Decided by a person',
    play: async () => {
      const { said } = await sendMessage(client(), rollbackId('prod', 'applylens-api'), 'decide', { by, ...decision });
      return said;
    },
  });

/** By its whole name. */
export const putsBack =
  (name: string): Deed =>
  (stage) => ({
    title: 'Put back by a person',
    play: async () => {
      const ssm = new SSMClient(awsOf(stage, 'OLGA'));
      await ssm.send(new PutParameterCommand({ Name: name, Value: 'sandbox-key', Type: 'SecureString' }));
      ssm.destroy();
      return `aws ssm put-parameter --name ${name} --type SecureString`;
    },
  });

export const credentialsExpire: Deed = (stage) => ({
  title: 'Credentials expired',
  play: async () => {
    await production(stage).setExpired(workerAccessKey, true);
    return 'AWS refuses every call of the worker from now on';
  },
});

/** Nothing is decided: the run goes on because AWS answers again. */
export const credentialsAreRenewed: Deed = (stage, run) => ({
  title: 'Renewed by a person',
  play: async () => {
    await production(stage).setExpired(workerAccessKey, false);
    await run().goesOn();
    return 'nobody decided anything: AWS answers again, and the rollback goes on by itself';
  },
});

export const laterIsDeployed: Deed = (stage) => ({
  title: 'Deployed v1.2.4',
  play: () => production(stage).deployLater(),
});

export const breakerIsSwitchedOn: Deed = (stage) => ({
  title: 'Breaker switched on',
  play: async () => {
    const ecs = new ECSClient(awsOf(stage, 'PEDRO'));
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    const named = { cluster: 'applylens-prod', service: 'applylens-api-prod' };
    await ecs.send(new UpdateServiceCommand({ ...named, deploymentConfiguration }));
    ecs.destroy();
    return 'somebody lets ECS take back a deployment that fails, ours too';
  },
});

export const getsWorse: Deed = (_, run) => ({
  title: 'Worse, and paged',
  play: () => run().seen(({ worse }) => worse?.why, 'that it got worse'),
});

/** At any time, and not only where somebody is asked. */
export const isUndone: Deed = (stage, run) => ({
  title: 'Undone by a person',
  play: async () => {
    const from = await run().seen((status) => status.from?.version, 'the release we left');
    await decides({ action: 'undo' })(stage, run).play();
    return run().seen(({ to }) => (to?.version === from ? `back to v${from}` : undefined), 'the way back');
  },
});
