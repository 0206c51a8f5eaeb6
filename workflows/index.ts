// Only what may be started.
export { escalation } from './escalation.js';
export { monitor } from './monitor.js';
export { automaticRollback, ecsTaskRollback, rollback, scriptRollback } from './rollback.js';
