import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newRelayKey } from '../../src/server/relay-key.js';
import { keepToken, newToken } from '../../src/server/tokens.js';

export type DevTokens = { file: string; developer: string; alertSender: string };

/** New tokens for one run; the file that the server reads holds only their hashes. */
export async function writeTokens(folder: string): Promise<DevTokens> {
  const file = join(folder, 'tokens.yaml');
  const developer = newToken('developer', ['viewer', 'operator', 'approver']);
  const alertSender = newToken('sandbox-alertmanager', ['sender']);
  await rm(file, { force: true });
  for (const { known } of [developer, alertSender]) await keepToken(file, known);
  return { file, developer: developer.token, alertSender: alertSender.token };
}

/** The key that worker and server look for in this folder. */
export const writeRelayKey = (folder: string): Promise<void> => newRelayKey(join(folder, 'relay-key'));
