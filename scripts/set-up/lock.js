import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { project, tell } from './project.js';

const lock = join(project, '.runback', 'set-up.lock');
const mine = `${lock}.${process.pid}`;

/** Runs `work` while no other set-up of this folder runs. A lock whose processes are all dead counts for nothing. */
export async function alone(work) {
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(mine, `${process.pid}`);
  try {
    await takeLock();
    // The installer may outlive a killed set-up; while it writes, the folder is not free.
    return await work((installer) => writeFileSync(lock, `${process.pid} ${installer}`));
  } finally {
    if (holders().includes(process.pid)) rmSync(lock, { force: true });
    rmSync(mine, { force: true });
  }
}

async function takeLock() {
  for (let told = false; ; ) {
    try {
      return linkSync(mine, lock);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const before = holders();
    if (!before.some(isAlive)) discardLockOf(before);
    else {
      if (!told) tell(`Waiting for another set-up of this folder (process ${before[0]}; its lock is ${lock}).`);
      told = true;
      await pause(200);
    }
  }
}

/** Renaming takes the file away from one only; what turns out to be a newer lock is put back. */
function discardLockOf(dead) {
  const taken = `${mine}.stale`;
  try {
    renameSync(lock, taken);
    if (holders(taken).join() !== dead.join()) linkSync(taken, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(taken, { force: true });
}

function holders(file = lock) {
  try {
    return readFileSync(file, 'utf8')
      .split(' ')
      .map(Number)
      .filter(Number.isInteger)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
