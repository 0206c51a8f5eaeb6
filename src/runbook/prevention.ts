// Runbook › Prevention
export const prevention = [
  { title: 'Staging Testing', words: 'Deploy to staging 24 hours before prod' },
  { title: 'Canary Deployment', words: 'Always use gradual rollout (10% → 50% → 100%)' },
  { title: 'Feature Flags', words: 'Use flags to toggle new features' },
  { title: 'Database Migrations', words: 'Make migrations backwards-compatible' },
  { title: 'Automated Tests', words: 'Comprehensive test coverage' },
  { title: 'Monitoring', words: 'Proactive alerting before customer impact' },
] as const;
