// STS, and credentials that AWS does not know.
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Behaviour } from '../behaviour.js';
import { matches, refusalOf, typesOf } from '../observing.js';
import { destroy, needed, type Production } from '../production.js';

const unknownKey = { accessKeyId: 'INVALIDACCESSKEYID00', secretAccessKey: 'unknown' };

async function asNobody(
  { clientsWith }: Production,
  ask: (nobody: ReturnType<Production['clientsWith']>) => Promise<unknown>,
) {
  const nobody = clientsWith(unknownKey);
  try {
    return await refusalOf(ask(nobody));
  } finally {
    destroy(nobody);
  }
}

export const credentials: readonly Behaviour[] = [
  {
    name: 'GetCallerIdentity says account, ARN and user id',
    observe: async ({ sts }) => {
      const { Account, Arn, UserId } = await sts.send(new GetCallerIdentityCommand({}));
      return {
        account: matches(/^\d{12}$/, Account),
        arn: matches(/^arn:aws:(iam|sts)::\d{12}:/, Arn),
        userId: matches(/./, UserId),
      };
    },
    expected: { account: true, arn: true, userId: true },
  },
  {
    name: 'AssumeRole gives credentials with an end, and their owner is the role’s session',
    observe: async ({ sts, role, clientsWith }) => {
      const RoleArn = needed(role, 'no role to assume: set RUNBACK_CONTRACT_ROLE to its ARN');
      const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'contract' }));
      const {
        AccessKeyId: accessKeyId = '',
        SecretAccessKey: secretAccessKey = '',
        SessionToken: sessionToken = '',
      } = given ?? {};
      const session = clientsWith({ accessKeyId, secretAccessKey, sessionToken });
      const { Arn } = await session.sts.send(new GetCallerIdentityCommand({}));
      destroy(session);
      return {
        members: typesOf(given, ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration']),
        arn: matches(/^arn:aws:sts::\d{12}:assumed-role\/[^/]+\/contract$/, Arn),
      };
    },
    expected: {
      members: { AccessKeyId: 'text', SecretAccessKey: 'text', SessionToken: 'text', Expiration: 'time' },
      arn: true,
    },
  },
  {
    name: 'An unknown access key is refused by STS as InvalidClientTokenId',
    observe: (production) => asNobody(production, ({ sts }) => sts.send(new GetCallerIdentityCommand({}))),
    expected: { code: 'InvalidClientTokenId', status: 403 },
  },
  {
    name: 'An unknown access key is refused by ECS as UnrecognizedClientException',
    observe: (production) =>
      asNobody(production, ({ ecs }) =>
        ecs.send(new DescribeServicesCommand({ cluster: production.cluster, services: [production.service] })),
      ),
    expected: { code: 'UnrecognizedClientException', status: 400 },
  },
  {
    name: 'An unknown access key is refused by ELBv2 as InvalidClientTokenId',
    observe: (production) => asNobody(production, ({ elb }) => elb.send(new DescribeTargetGroupsCommand({}))),
    expected: { code: 'InvalidClientTokenId', status: 403 },
  },
];
