import tseslint from 'typescript-eslint';

const nodeBuiltins = [
  'node:*',
  'fs',
  'fs/*',
  'path',
  'os',
  'crypto',
  'http',
  'https',
  'net',
  'child_process',
  'process',
  'timers',
  'timers/*',
  'util',
  'url',
  'events',
  'stream',
  'stream/*',
  'buffer',
  'worker_threads',
  'perf_hooks',
];

const deterministic = {
  'no-restricted-imports': 'off',
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      patterns: [
        { group: nodeBuiltins, message: 'Workflow and runbook code is deterministic: no Node built-ins.' },
        {
          group: ['**/activities/**', '@temporalio/activity'],
          allowTypeImports: true,
          message: 'Import activity types only.',
        },
        {
          group: ['zod', 'yaml', 'pino', '@aws-sdk/*', '@temporalio/client', '@temporalio/worker'],
          allowTypeImports: true,
          message: 'Keep the workflow bundle small and pure.',
        },
      ],
    },
  ],
  'no-restricted-globals': [
    'error',
    { name: 'process', message: 'No process.env in workflow or runbook code.' },
    { name: 'Buffer' },
  ],
};

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      '.venv',
      '.venv-contract',
      '.runback',
      'coverage',
      'scripts/**',
      'src/cli/runback.js',
      'deploy/**',
      '*.config.js',
      'test/fixtures/**',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 200 }],
      'max-lines-per-function': ['error', { max: 40 }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['workflows/**/*.ts', 'src/runbook/**/*.ts'], rules: deterministic },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
