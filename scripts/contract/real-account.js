// Before a real account is touched: a person has named the service, and AWS says whose credentials these are.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SetUpProblem, tell } from '../set-up/project.js';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const shape = /^[A-Za-z0-9_-]{1,255}\/[A-Za-z0-9_-]{1,255}$/;

/** Throws SetUpProblem when the service is not named, or the credentials are not there or not accepted. */
export async function confirmRealAccount() {
  const { RUNBACK_CONTRACT_AWS: service = '', AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  if (!shape.test(service)) {
    throw new SetUpProblem(
      `Nothing was asked of AWS: ${service ? `RUNBACK_CONTRACT_AWS=${service} is not` : 'RUNBACK_CONTRACT_AWS is not set to'} CLUSTER/SERVICE. ` +
        'Name a service that may be deployed, changed and restarted (docs/contract.md says what it needs).',
    );
  }
  const region = AWS_REGION || AWS_DEFAULT_REGION;
  if (!region) throw new SetUpProblem('Nothing was asked of AWS: set AWS_REGION to the region of the service.');
  const { Account, Arn } = await whoWeAre(region);
  tell(`Using ${service} in account ${Account}, ${region}, as ${Arn}: it will be deployed several times and put back.`);
}

async function whoWeAre(region) {
  const sts = new STSClient({ region, maxAttempts: 2 });
  try {
    return await sts.send(new GetCallerIdentityCommand({}));
  } catch (error) {
    throw new SetUpProblem(
      `Nothing was changed in AWS: GetCallerIdentity gave ${error.name}: ${error.message}\n` +
        'Log in (aws sso login, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), then run the same command again.',
    );
  } finally {
    sts.destroy();
  }
}
