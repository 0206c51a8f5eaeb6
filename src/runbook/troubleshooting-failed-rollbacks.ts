/** A way in which a rollback fails, as the runbook names it: how it shows, what is behind it, what to do. */
export interface FailedRollback {
  readonly heading: string;
  readonly symptoms: string;
  readonly causes: readonly { readonly cause: string; readonly remedy: string }[];
}

// Runbook › Troubleshooting Failed Rollbacks; decisions 7, 13 and 23 where a remedy is not the runbook's own.
export const failedRollbacks = {
  'script-fails': {
    heading: 'Rollback Script Fails',
    symptoms: '`promote_release.py` exits with error',
    causes: [
      { cause: 'AWS credentials expired', remedy: 'Refresh AWS credentials: aws sso login' },
      { cause: 'Git tag not found', remedy: 'Verify git tag exists: git tag --list' },
      { cause: 'ECS service limit reached', remedy: 'Check ECS service capacity: aws ecs describe-clusters' },
    ],
  },
  'health-checks-fail': {
    heading: 'Health Checks Fail After Rollback',
    symptoms: 'ECS tasks fail health checks, keep restarting',
    causes: [
      {
        cause: 'Database migration mismatch',
        remedy: 'Compare the schema with what the target needs; a database rollback has its own gates',
      },
      {
        cause: 'Environment variable missing',
        remedy: 'Check parameter store: aws ssm get-parameters-by-path',
      },
      { cause: 'Dependency version conflict', remedy: 'Check task logs: aws logs tail' },
    ],
  },
  'partially-complete': {
    heading: 'Rollback Partially Complete',
    symptoms: 'Some tasks rolled back, others still on bad version',
    causes: [
      {
        cause: 'Tasks of the release we left are still running',
        remedy:
          'Force redeploy all tasks: aws ecs update-service with --force-new-deployment and the target’s --task-definition',
      },
    ],
  },
} as const satisfies Readonly<Record<string, FailedRollback>>;
