import { setUpOrExit } from './setup.js';

await setUpOrExit();
const { register } = await import('tsx/esm/api');
register();
await import('../sandbox/dev/main.ts');
