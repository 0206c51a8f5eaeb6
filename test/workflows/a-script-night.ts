// A night on which the catalogue has a release script.
import type { Activities } from '../../activities/activities.js';
import type { ScriptRun } from '../../activities/release-script-activities.js';
import { forEver } from '../support/scripted-activities.js';

export const entry = {
  script: {
    ssh: { destination: 'deploy@host' },
    folder: '/opt/scripts',
    application: ['python', 'promote_release.py', 'prod', '--from-commit', '{{commit}}'],
  },
  git: { pattern: 'prod-v*', folder: '/opt/scripts', remote: 'origin' },
};
export const ended = (given: Partial<ScriptRun>): ScriptRun => ({
  end: 'exited',
  why: 'exit 0',
  isOver: true,
  lines: ['✅ Rollback complete!'],
  linesInAll: 1,
  file: 'deploy@host:~/output',
  ...given,
});
export const nothing: Activities['findScriptDeployment'] = async () => ({ found: 'nothing' });
export const attempts = ({ attempts: all }: { attempts: readonly { method: string; result: string }[] }) =>
  all.map(({ method, result }) => `${method} ${result}`);

/** As the activity does: a cancel stops the script, and how it ended then is answered. */
export const runsUntilStopped: Activities['runReleaseScript'] = () =>
  forEver().catch(() => ended({ end: 'stopped', why: 'it was stopped' }));
