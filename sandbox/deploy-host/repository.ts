// A real git repository: a bare origin with the organisation's releases, and the working copy on the deployment host.
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runningFolder } from '../../src/running.js';
import { type Import, importStream } from './fast-import.js';
import type { Files } from './git-objects.js';
import { firstCommit, knownReleaseCommit } from './release-commits.js';

export interface RepositoryToMake {
  /** The bare repository. */
  readonly origin: string;
  readonly workingCopy: string;
  /** Tags of the releases that the working copy has. */
  readonly tags: readonly string[];
  /** Tags that only the origin has, until the working copy fetches. */
  readonly newerTags: readonly string[];
  /** Release tag → what its commit holds beside the file VERSION. */
  readonly sources: Readonly<Record<string, Files>>;
  /** What else is on the main branch. */
  readonly files: Files;
}

// Made long before v1.2: text sorting puts v1.1.10 before v1.1.9.
const olderTags = ['prod-v1.1.9-20250902-687f5f', 'prod-v1.1.10-20250916-214feb'];
// Bears "prod" in its name and is none of a release: text sorting puts it last of all.
const otherTags = ['production-freeze-20250930'];

/** A copy of one that was made before, where there is one. @throws Error with what git said */
export async function makeRepository(wanted: RepositoryToMake): Promise<void> {
  const { origin, workingCopy, ...content } = wanted;
  const template = join(runningFolder(), 'repositories', hashOf(content));
  if (!existsSync(template)) await makeTemplate(template, content);
  await Promise.all([
    cp(join(template, 'origin'), origin, { recursive: true }),
    cp(join(template, 'copy'), workingCopy, { recursive: true }),
  ]);
  await git(['-C', workingCopy, 'remote', 'set-url', 'origin', origin]);
}

type Content = Omit<RepositoryToMake, 'origin' | 'workingCopy'>;

const hashOf = (content: Content): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);

/** It appears whole or not at all; who comes second leaves the first one's. */
async function makeTemplate(template: string, { tags, newerTags, sources, files }: Content): Promise<void> {
  const draft = `${template}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  const origin = join(draft, 'origin');
  const releasesOf = (those: readonly string[]) => those.map((tag) => knownReleaseCommit(tag, sources[tag]));
  await git(['init', '--quiet', '--bare', '--initial-branch=main', origin]);
  const older: Import = { first: firstCommit, releases: releasesOf([...olderTags, ...tags]), otherTags, files };
  await git(['-C', origin, 'fast-import', '--quiet'], importStream(older));
  await git(['clone', '--quiet', origin, join(draft, 'copy')]);
  const newer: Import = { first: firstCommit, releases: releasesOf(newerTags), otherTags: [], files: {} };
  await git(['-C', origin, 'fast-import', '--quiet'], importStream(newer));
  await rename(draft, template).catch(() => rm(draft, { recursive: true, force: true }));
}

function git(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const running = execFile('git', args, { env: gitEnvironment() }, (error, stdout, stderr) => {
      if (error) reject(new Error(`git ${args.join(' ')} failed: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
    running.stdin?.on('error', () => undefined);
    running.stdin?.end(input);
  });
}

/** Nothing of a person's own git: neither settings nor the repository that a hook runs in. */
const gitEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
});
