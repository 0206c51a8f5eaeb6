import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writePrivately } from './write-privately.js';

/**
 * Makes the key that server and worker share the first of its file; the former one stays below it, so that what was signed
 * with it still counts.
 */
export async function newRelayKey(file: string): Promise<void> {
  const written = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [former] = written.split(/\s+/).filter((key) => key !== '');
  const keys = [randomBytes(32).toString('base64url'), ...(former === undefined ? [] : [former])];
  await writePrivately(file, `${keys.join('\n')}\n`);
}
