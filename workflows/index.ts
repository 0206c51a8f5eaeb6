// Only what may be started.
export { escalation } from './escalation.js';
export { monitor } from './monitor.js';
export { ecsTaskRollback, rollback } from './rollback.js';
