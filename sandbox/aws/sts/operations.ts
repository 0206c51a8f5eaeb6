import { z } from 'zod';

import { account } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';

export const stsOperations: Operations = {
  GetCallerIdentity: operation(z.object({}), (_, caller) => ({
    UserId: caller.accessKeyId,
    Account: account,
    Arn: caller.arn,
  })),
};
