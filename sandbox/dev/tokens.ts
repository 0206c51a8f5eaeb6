import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newRelayKey } from '../../src/server/relay-key.js';
import { keepToken, newToken } from '../../src/server/tokens.js';
import { users } from '../slack/workspace.js';

export type DevTokens = {
  file: string;
  developer: string;
  alertSender: string;
  /** Of the people in the simulated Slack, by name. */
  people: Readonly<Record<string, string>>;
};

/** New tokens for one run; the file that the server reads holds only their hashes, and who is whom in the simulated Slack. */
export async function writeTokens(folder: string): Promise<DevTokens> {
  const file = join(folder, 'tokens.yaml');
  const developer = newToken('developer', ['viewer', 'operator', 'approver']);
  const alertSender = newToken('sandbox-alertmanager', ['sender']);
  await rm(file, { force: true });
  for (const { known } of [developer, alertSender]) await keepToken(file, known);
  const people: Record<string, string> = {};
  for (const { id, name } of users.filter(({ name }) => name !== 'guest')) {
    const { token, known: theirs } = newToken(name, ['operator', name === 'maria' ? 'admin' : 'approver']);
    await keepToken(file, { ...theirs, slack: id });
    people[name] = token;
  }
  return { file, developer: developer.token, alertSender: alertSender.token, people };
}

/** The key that worker and server look for in this folder. */
export const writeRelayKey = (folder: string): Promise<void> => newRelayKey(join(folder, 'relay-key'));
