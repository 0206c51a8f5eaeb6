import { defineConfig } from 'vitest/config';

/** `npm run contract`: what the sandbox and AWS must both do. Apart from `npm test`, because it may use a real account. */
export default defineConfig({
  test: {
    include: ['test-contract/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
