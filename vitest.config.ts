import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Most tests wait for timers of the simulated production: three keep two cores busy.
    maxWorkers: 3,
    // The Temporal SDK loads the payload converter with require(), outside of vitest's own module runner.
    execArgv: ['--import', 'tsx'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
