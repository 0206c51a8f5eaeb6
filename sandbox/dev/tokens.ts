import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newToken } from '../../src/server/tokens.js';

export type DevTokens = { file: string; operator: string; sender: string };

/** New tokens for one run; the file that the server reads holds only their hashes. */
export function writeTokens(folder: string): DevTokens {
  const file = join(folder, 'tokens.yaml');
  const developer = newToken('developer', ['viewer', 'operator', 'approver']);
  const sender = newToken('sandbox-alertmanager', ['sender']);
  mkdirSync(folder, { recursive: true });
  // JSON is YAML.
  writeFileSync(file, `${JSON.stringify([developer.known, sender.known], null, 2)}\n`, { mode: 0o600 });
  return { file, operator: developer.token, sender: sender.token };
}
