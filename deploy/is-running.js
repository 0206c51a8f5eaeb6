// Health check of a container: exit status 0 when the named process has announced itself and is alive.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [name = ''] = process.argv.slice(2);
const file = join(process.env.RUNBACK_HOME ?? '.runback', `${name}.json`);
try {
  process.kill(JSON.parse(readFileSync(file, 'utf8')).pid, 0);
} catch (reason) {
  console.error(`${name} does not run: ${reason.message}`);
  process.exitCode = 1;
}
