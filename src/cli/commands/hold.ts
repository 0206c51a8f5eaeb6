// Marks on releases, read and set on AWS itself: no Temporal and no worker is needed.
import type { Command } from 'commander';
import type { AwsAccess } from '../../../activities/aws-clients.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { Holds } from '../../client/holds.js';
import { Trouble } from '../../client/trouble.js';
import { holdInWords } from '../../hold.js';
import type { MarkedRelease } from '../../hold-check.js';
import { readHoldAsked } from '../../hold-request.js';
import { day, fullName } from '../../runbook/wording.js';
import { whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';

interface Options extends ChangingOptions {
  readonly reason?: string;
  readonly until?: string;
  readonly block?: boolean;
  readonly lift?: boolean;
  readonly check?: string;
}

export function addHold(program: Command, cli: Cli): void {
  changingCommand(
    program,
    'hold',
    'mark a release as not to be deployed here or returned to; without one: all that are held',
  )
    .argument('[release]', 'version, commit, git tag, task definition or :revision')
    .option('--reason <why>', 'why; whoever meets the hold reads it')
    .option('--until <when>', 'when it ends: "3 days", 2026-12-24, a time (default: when it is lifted)')
    .option('--block', 'not even an approver may choose it: a security fix came after it')
    .option('--lift', 'take the mark away')
    .option('--check <release>', 'for pipelines: exit 0 when it may be deployed, 3 when it is held or blocked')
    .action((service: string, release: string | undefined, options: Options) =>
      cli.ends(run(cli, service, release, options)),
    );
}

async function run(cli: Cli, service: string, release: string | undefined, options: Options): Promise<number> {
  const { entry } = await whereIs(service, options.env);
  if (entry === undefined)
    throw new Trouble(
      'bad input',
      'There is no runback.yaml here, so where the release is marked is not known; set RUNBACK_CATALOGUE',
    );
  refuseContradictions(release, options);
  const [{ createAwsAccess }, { readHolds }] = await Promise.all([
    import('../../../activities/aws-clients.js'),
    import('../../client/holds.js'),
  ]);
  const aws = createAwsAccess();
  try {
    const holds = await readHolds(aws, entry, new Date().toISOString(), options.check ?? release);
    if (options.check !== undefined) return await check(cli, holds, options.check, options);
    if (release === undefined) return await list(cli, holds, options);
    return await change(cli, aws, holds, release, options);
  } finally {
    aws.close();
  }
}

function refuseContradictions(
  release: string | undefined,
  { check: checked, lift, block, reason, until }: Options,
): void {
  const problems = [
    ...(checked?.trim() === '' || release?.trim() === '' ? ['an empty name means no release'] : []),
    ...(checked !== undefined && (release !== undefined || lift || block)
      ? ['--check goes alone: it changes nothing']
      : []),
    ...(lift && (block || until !== undefined) ? ['--lift goes without --block and --until'] : []),
    ...(release === undefined && checked === undefined && (lift || block || reason !== undefined)
      ? ['name the release: version, commit, git tag, task definition or :revision']
      : []),
  ];
  if (problems.length > 0) throw new Trouble('bad input', `Nothing was changed: ${problems.join('; ')}`);
}

async function check({ terminal }: Cli, holds: Holds, called: string, { json = false }: Options): Promise<number> {
  const { checkRelease } = await import('../../client/holds.js');
  const { verdict, why } = checkRelease(holds, called);
  terminal.out(json ? JSON.stringify({ release: called, verdict, why }, null, 2) : `${verdict}: ${why}`);
  return verdict === 'free' ? exits.asAsked : exits.refused;
}

async function list({ terminal }: Cli, holds: Holds, { json = false }: Options): Promise<number> {
  const { entry, releases } = holds;
  const { lookedAt } = await import('../../client/holds.js');
  const held = releases.filter((each) => each.hold !== undefined);
  const { service, environment, blocked } = entry;
  const among = lookedAt(holds);
  if (json)
    terminal.out(JSON.stringify({ service, environment, holds: held, among, blockedInCatalogue: blocked }, null, 2));
  else for (const line of listed(entry, among, held)) terminal.out(line);
  if (!json && holds.areMore && held.length > 0) terminal.err(`Among ${among}.`);
  return exits.asAsked;
}

const listed = ({ blocked }: CatalogueEntry, among: string, held: readonly MarkedRelease[]): string[] => [
  ...(held.length === 0 ? [`Nothing is held among ${among}`] : held.map(heldLine)),
  ...blocked.map((name) => `${name} blocked in the catalogue`),
];

const heldLine = (release: MarkedRelease): string =>
  release.hold === undefined
    ? `${fullName(release)} not held`
    : `${fullName(release)} ${release.hold.blocked === true ? 'blocked' : 'held'} ${holdInWords(release.hold, day)}`;

async function change(cli: Cli, aws: AwsAccess, holds: Holds, called: string, options: Options): Promise<number> {
  const { terminal } = cli;
  const { lift: lifts = false, block = false, json = false, yes = false, reason, until } = options;
  const { hold, lift, releasesCalled } = await import('../../client/holds.js');
  const releases = releasesCalled(holds, called);
  const names = releases.map(fullName).join(', ');
  const given = {
    by: who(options.by),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
  };
  const asked = lifts ? undefined : readHoldAsked({ ...given, block }, new Date().toISOString());
  if (asked?.ok === false) throw new Trouble('bad input', `Nothing was changed: ${asked.problems.join('; ')}`);
  if (!json) for (const line of [...releases.map(heldLine), consequence(names, lifts, block)]) terminal.err(line);
  if (terminal.interactive && !yes && !(await terminal.ask(`${lifts ? 'lift' : block ? 'block' : 'hold'} ${names}?`))) {
    terminal.err('Nothing was changed.');
    return exits.otherOutcome;
  }
  if (asked === undefined) await lift(aws, holds.entry, releases);
  else await hold(aws, holds.entry, releases, asked.hold);
  const now = lifts ? 'free' : block ? 'blocked' : 'held';
  terminal.out(json ? JSON.stringify({ verdict: now, releases, by: given.by }, null, 2) : `${now}: ${names}`);
  return exits.asAsked;
}

const consequence = (names: string, lifts: boolean, block: boolean): string => {
  if (lifts) return `${names} may be deployed and returned to again; what serves now stays as it is`;
  const override = block ? 'not even an approver may choose it' : 'only an approver may choose it';
  return `No rollback returns to ${names}, ${override}; a pipeline that asks is refused; what serves now stays as it is`;
};
