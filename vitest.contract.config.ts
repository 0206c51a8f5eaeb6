import { defineConfig } from 'vitest/config';

/** What the sandbox and AWS must both do. Apart from `npm test`, because it installs emulators and may use a real account. */
export default defineConfig({
  test: {
    include: ['test-contract/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    reporters: ['dot', './test-contract/table-reporter.ts'],
    // A deployment of a real account takes minutes.
    testTimeout: 45 * 60_000,
    hookTimeout: 45 * 60_000,
  },
});
