import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type DevTokens = { file: string; operator: string; sender: string };

/** New tokens for one run; the file that the server reads holds only their hashes. */
export function writeTokens(folder: string): DevTokens {
  const [operator, sender] = [newToken(), newToken()];
  const file = join(folder, 'tokens.yaml');
  const entries = [
    { name: 'developer', sha256: hash(operator), roles: ['viewer', 'operator', 'approver'] },
    { name: 'sandbox-alertmanager', sha256: hash(sender), roles: ['sender'] },
  ];
  mkdirSync(folder, { recursive: true });
  // JSON is YAML.
  writeFileSync(file, `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 });
  return { file, operator, sender };
}

const newToken = () => randomBytes(24).toString('base64url');
const hash = (token: string) => createHash('sha256').update(token).digest('hex');
