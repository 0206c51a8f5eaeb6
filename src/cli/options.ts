import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { defined } from '../client/defined.js';
import type { TargetRequest } from '../rollback.js';

export interface ServiceOptions {
  readonly env?: string;
  readonly json?: boolean;
}

export interface ChangingOptions extends ServiceOptions {
  readonly by?: string;
  readonly yes?: boolean;
}

export interface TargetOptions {
  readonly targetVersion?: string;
  readonly targetCommit?: string;
  readonly targetTag?: string;
  readonly targetTaskDefinition?: string;
}

/** A command about one service in one environment. */
export const serviceCommand = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .argument('<service>', 'its name in the catalogue, or an alias such as its ECS service')
    .option('--env <environment>', 'the environment, such as prod')
    .option('--json', 'JSON and nothing else on stdout');

/** A command that changes something: it says what production will look like, then asks a person at a terminal. */
export const changingCommand = (program: Command, name: string, description: string): Command =>
  serviceCommand(program, name, description)
    .option('--by <name>', 'who says so (default: RUNBACK_USER, else the name of the user here)')
    .option('-y, --yes', 'do not ask');

export const withTarget = (command: Command): Command =>
  command
    .option('--target-version <version>', 'the release to return to, by version')
    .option('--target-commit <commit>', '… by commit')
    .option('--target-tag <tag>', '… by git tag')
    .option('--target-task-definition <arn>', '… by task definition');

export const targetIn = (options: TargetOptions): TargetRequest | undefined => {
  const target = defined({
    version: options.targetVersion,
    commit: options.targetCommit,
    tag: options.targetTag,
    taskDefinition: options.targetTaskDefinition,
  });
  return Object.keys(target).length === 0 ? undefined : target;
};

export const who = (by: string | undefined): string => by ?? process.env.RUNBACK_USER ?? userInfo().username;
