import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './programs.js';
import { project } from './project.js';

/** Whether node_modules holds what package-lock.json names, by the record that npm leaves there when it has finished. */
export function npmPackagesAreInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf(join('node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  const isInstalled = ([path, { version, optional, devOptional, link }]) =>
    path === '' || link || (present[path] ? present[path].version === version : Boolean(optional || devOptional));
  return Object.entries(wanted).every(isInstalled) && Object.keys(present).every((path) => path in wanted);
}

export function installNpmPackages(started) {
  // NODE_ENV=production would leave the tools out.
  const command = ['npm', 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const remedy = 'Check that the npm registry is reachable from here (npm ping), then run the same command again.';
  return install('Installing npm packages', command, { remedy, started });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(project, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
