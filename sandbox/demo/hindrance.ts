// What happens in the demo where the rollback does not help: what Runback says of the cause, and what a person does about it.
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { sendMessage } from '../../src/client/message.js';
import { likelyCause } from '../../src/diagnosis.js';
import { rollbackId } from '../../src/identifiers.js';
import type { Stage } from './acts.js';
import type { Act } from './tell.js';
import type { WatchedRun } from './watched-run.js';

/** What keeps a rollback from helping. */
export interface Hindrance {
  /** The act after which it shows. */
  readonly after: 'first change' | 'stable';
  /** A parameter that the person puts back, by its whole name. */
  readonly putBack?: string;
  readonly decides: 'retry' | 'proceed';
}

// On Node 20 the SDK prints a notice about its support of Node versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const person = 'demo';

export const hindranceActs = (stage: Stage, run: () => WatchedRun, { putBack, decides }: Hindrance): Act[] => [
  {
    title: 'Diagnosis',
    play: async () => {
      const { diagnosis } = await run().asks();
      return diagnosis === undefined ? 'none was made' : likelyCause(diagnosis);
    },
  },
  ...(putBack === undefined ? [] : [{ title: 'Put back by a person', play: () => putParameter(stage, putBack) }]),
  {
    title: 'Decided by a person',
    play: async () => {
      const decision = { by: person, action: decides } as const;
      const { said } = await sendMessage(stage.client(), rollbackId('prod', 'applylens-api'), 'decide', decision);
      return said;
    },
  },
];

async function putParameter({ stack }: Stage, name: string): Promise<string> {
  const ssm = new SSMClient({
    region: 'us-east-1',
    endpoint: stack().sandbox.addresses.aws ?? '',
    credentials: { accessKeyId: 'OLGA', secretAccessKey: 'sandbox' },
  });
  await ssm.send(new PutParameterCommand({ Name: name, Value: 'sandbox-key', Type: 'SecureString' }));
  ssm.destroy();
  return `aws ssm put-parameter --name ${name} --type SecureString`;
}
