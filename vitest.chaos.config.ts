import { defineConfig } from 'vitest/config';

/** Every fault of every AWS call, and a kill in every activity. Apart from `npm test`, because it takes more than an hour. */
export default defineConfig({
  test: {
    include: ['test-chaos/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    execArgv: ['--import', 'tsx'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 5 * 60_000,
    hookTimeout: 5 * 60_000,
  },
});
