// Adds to package-lock.json the packages for other platforms that npm left out: `npm ci` refuses a lock without them, and
// npm leaves out what the registry at hand does not carry. To be run after `npm install NAME`; changes nothing otherwise.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from './set-up/project.js';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** The lock's packages with an entry for each optional dependency of an exact version; named are the added paths. */
export function completed(packages) {
  const added = Object.entries(packages).flatMap(([path, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name, version]) => /^\d/.test(version) && !isFound(packages, path, name))
      .map(([name, version]) => [
        `${path.slice(0, path.lastIndexOf('node_modules/'))}node_modules/${name}`,
        entry(name, version, parent),
      ]),
  );
  const sorted = [...Object.entries(packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { packages: Object.fromEntries(sorted), added: added.map(([path]) => path) };
}

function isFound(packages, path, name) {
  const folders = path
    .split('/node_modules/')
    .map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...folders].some(
    (folder) => (folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`) in packages,
  );
}

/** Such packages say in their names where they run; without `os` and `cpu` npm would try to install them everywhere. */
function entry(name, version, { dev }) {
  const words = name.split('/').at(-1).split('-');
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  const limits = Object.entries({ os, cpu, libc }).filter(([, allowed]) => allowed.length);
  return { version, ...(dev ? { dev } : {}), optional: true, ...Object.fromEntries(limits) };
}

const file = process.argv[2] ?? join(project, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages, added } = completed(lock.packages);
if (added.length) writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(added.length ? `Added ${added.length} packages of other platforms.` : 'Nothing is missing.');
