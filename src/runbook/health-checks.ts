// Runbook › Health Checks: what the answers of database and Elasticsearch mean, beside what they answered before the rollback.
import type { BackingServices, ClusterHealth, DatabaseAnswer } from '../backing-services.js';
import type { Fact } from '../rollback.js';
import type { Check } from '../verification.js';
import { grouped, oneLine } from './wording.js';

type Judgement = Pick<Check, 'verdict' | 'evidence'>;

/** In the runbook's order; `not configured` where the catalogue names none. */
export const judgeBackingServices = (now: BackingServices, before: BackingServices = {}): readonly Check[] => [
  { name: 'Database connectivity', ...judgeDatabase(now.database, before.database) },
  { name: 'Elasticsearch', ...judgeElasticsearch(now.elasticsearch, before.elasticsearch) },
];

const notConfigured: Judgement = { verdict: 'not configured', evidence: 'the catalogue names none' };
/** Why SELECT 1 is not asked; the application's own `/health` says how it finds its database. */
export const onlyByTasks =
  'only tasks reach the database (alembic.runner: ecs-task): the catalogue names no url of it for the worker';
const couldNot = (why: string): Judgement => ({ verdict: 'could not measure', evidence: oneLine(why, 300) });

/** A server that refuses fails the check; one that cannot be asked is no evidence of anything. */
function judgeDatabase(now?: Fact<DatabaseAnswer>, before?: Fact<DatabaseAnswer>): Judgement {
  if (now === undefined) return notConfigured;
  if (now.state === 'not connected') return { verdict: 'not configured', evidence: onlyByTasks };
  if (now.state === 'unknown') return couldNot(`${now.why}${before?.state === 'unknown' ? asBefore : ''}`);
  const answer = now.value;
  if (isWell(answer)) {
    return { verdict: 'passed', evidence: `${answer.where} answered SELECT 1 in ${grouped(answer.tookMs)} ms` };
  }
  const wasSo = before?.state === 'known' && !isWell(before.value);
  return { verdict: 'failed', evidence: oneLine(`${troubleOf(answer)}${wasSo ? asBefore : ''}`, 300) };
}

const asBefore = ' (so it was before the rollback)';

type Well = Extract<DatabaseAnswer, { selectOne: 'answered' }>;

const isWell = (answer: DatabaseAnswer): answer is Well => answer.selectOne === 'answered' && !answer.inRecovery;

/** A sentence where the database is not as it should be. */
export const troubleOf = (answer: DatabaseAnswer): string | undefined => {
  if (answer.selectOne === 'refused') return `${answer.where} does not answer SELECT 1: ${answer.why}`;
  return answer.inRecovery
    ? `${answer.where} is in recovery and takes no writes: a reader, or not promoted`
    : undefined;
};

/** Red never passes. Yellow passes where it was no better before; a new yellow is on its way to green, or is not. */
function judgeElasticsearch(now?: Fact<ClusterHealth>, before?: Fact<ClusterHealth>): Judgement {
  if (now === undefined || now.state === 'not connected') return notConfigured;
  if (now.state === 'unknown') return couldNot(`${now.why}${before?.state === 'unknown' ? asBefore : ''}`);
  const { status } = now.value;
  const seen = clusterText(now.value);
  if (status === 'green') return { verdict: 'passed', evidence: seen };
  const was = before?.state === 'known' ? before.value.status : undefined;
  const then = was === undefined ? 'what it was before the rollback is not known' : `${was} before the rollback`;
  if (status === 'red') return { verdict: 'failed', evidence: `${seen}; ${then}` };
  if (was === undefined) return { verdict: 'could not measure', evidence: `${seen}; ${then}` };
  return { verdict: was === 'green' ? 'not yet' : 'passed', evidence: `${seen}; ${then}` };
}

export const clusterText = ({ status, unassignedShards = 0 }: ClusterHealth): string =>
  `the cluster is ${status}${unassignedShards === 0 ? '' : `, unassigned shards: ${grouped(unassignedShards)}`}`;
