// For a new release: finds the build number with which its commit's hash begins as its tag says. Takes a minute or so.
import { commitHash } from './git-objects.js';
import { commitOf, messageOf, releaseCommit } from './release-commits.js';

const [tag] = process.argv.slice(2);
if (tag === undefined) {
  process.stderr.write('Name the tag: find-build-number.ts prod-v1.2.2-20251016-def456\n');
  process.exit(2);
}
const commit = releaseCommit(tag, 0);
const wanted = commitOf(tag);
let build = 1;
while (!commitHash({ ...commit, message: messageOf(commit.version, build) }).startsWith(wanted)) build += 1;
process.stdout.write(`  '${tag}': ${build},\n`);
