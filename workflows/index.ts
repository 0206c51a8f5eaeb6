// Only what may be started.
export { databaseLock } from './database/hold.js';
export { rehearseDatabaseRollback } from './database/rehearsal.js';
export { escalation } from './escalation.js';
export { guardDeployment } from './guard-deployment.js';
export { incident } from './incident.js';
export { monitor } from './monitor.js';
export { postmortem } from './postmortem.js';
export {
  automaticRollback,
  canaryRollback,
  databaseRollback,
  ecsTaskRollback,
  rollback,
  scriptRollback,
} from './rollback.js';
export { unmatchedAlert } from './unmatched-alert.js';
