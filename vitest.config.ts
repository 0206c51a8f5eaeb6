import { configDefaults, defineConfig } from 'vitest/config';

/** Their tests stand on the process itself: its folder, its environment, processes of their own. */
const processOfTheirOwn = ['by-hand', 'cli', 'database', 'docs', 'scripts', 'server', 'survives', 'worker'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

const workflows = ['test/workflows/**/*.test.ts', 'test/golden-reports.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // Most tests wait for timers of the simulated production: three keep two cores busy.
    maxWorkers: 3,
    // The Temporal SDK loads the payload converter with require(), outside of vitest's own module runner.
    execArgv: ['--import', 'tsx'],
    env: { RUNBACK_TEST_RELAY_KEY: 'k'.repeat(32), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/support/own-surroundings.ts'],
    // A process costs more than most files' tests; one that has run many workflows is too large to start children fast.
    projects: [
      { extends: true, test: { name: 'own process', include: processOfTheirOwn } },
      { extends: true, test: { name: 'workflows', include: workflows, isolate: false } },
      {
        extends: true,
        test: {
          name: 'shared process',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...processOfTheirOwn, ...workflows],
          isolate: false,
        },
      },
    ],
  },
});
