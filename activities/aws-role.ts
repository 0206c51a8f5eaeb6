// Credentials of a role that the catalogue names, for one run.
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { sessionName } from './aws-run.js';

interface Given {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

// The SDK asks again five minutes before they end: what is held then is too old for every client.
const renewedBeforeMs = 6 * 60_000;

/** Credentials for an hour, one session for all clients that share this. */
export function assumeRole(roleArn: string, sts: STSClient, run: string | undefined): () => Promise<Given> {
  let held: Promise<Given> | undefined;
  return async () => {
    held ??= ask(roleArn, sts, run);
    const shared = held;
    if (await isFresh(shared)) return shared;
    if (held === shared) held = ask(roleArn, sts, run);
    return held;
  };
}

const isFresh = (held: Promise<Given>): Promise<boolean> =>
  held.then(
    ({ expiration }) => (expiration?.getTime() ?? 0) - Date.now() > renewedBeforeMs,
    () => false,
  );

async function ask(roleArn: string, sts: STSClient, run: string | undefined): Promise<Given> {
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName(run), DurationSeconds: 3600 }),
  );
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
    throw Object.assign(new Error(`AssumeRole of ${roleArn} gave no credentials`), {
      name: 'CredentialsProviderError',
    });
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
  };
}
