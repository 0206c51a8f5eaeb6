import { shown } from '../src/parsed.js';
import { type Role, roles } from './create-worker.js';

/** `RUNBACK_WORKER_ROLES`: names with commas between; all when it is not set. Throws a sentence for an unknown one. */
export function readRoles(written: string | undefined): readonly Role[] {
  const names = (written ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return roles;
  return [...new Set(names.map(roleNamed))];
}

function roleNamed(name: string): Role {
  const role = roles.find((each) => each === name);
  if (role !== undefined) return role;
  throw new Error(`RUNBACK_WORKER_ROLES: expected some of ${roles.join(', ')}, got ${shown(name)}`);
}
