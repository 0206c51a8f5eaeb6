// Only what may be started.
export { escalation } from './escalation.js';
export { incident } from './incident.js';
export { monitor } from './monitor.js';
export { postmortem } from './postmortem.js';
export { automaticRollback, canaryRollback, ecsTaskRollback, rollback, scriptRollback } from './rollback.js';
