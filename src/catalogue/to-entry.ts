// Turns what the catalogue says of one service in one environment into the entry that a run takes with it.

import { recoveryCriteria } from '../runbook/post-rollback-verification.js';
import type { ThirdParty } from '../third-parties.js';
import { databaseEntry } from './database-entry.js';
import { applyEndpoints } from './endpoints.js';
import type { CatalogueEntry, GithubEntry, SmokeRequest } from './entry.js';
import type { DatabaseSettings } from './schema/document.js';
import type { Settings } from './schema/settings.js';
import { scaleTimings } from './time-scale.js';

export interface EnvironmentItself {
  readonly kind: CatalogueEntry['kind'];
  readonly timeScale: number;
  readonly endpoints: Readonly<Record<string, string>>;
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Leaves out what is undefined, so that an entry is the same before and after it went through JSON. */
const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;

export function toEntry(
  names: { readonly service: string; readonly environment: string },
  settings: Settings,
  itself: EnvironmentItself,
  database?: DatabaseSettings,
): CatalogueEntry {
  const entry: CatalogueEntry = {
    ...names,
    kind: itself.kind,
    aliases: aliasesOf(names.service, settings),
    ...reachedBy(settings),
    ...(database === undefined ? {} : { database: databaseEntry(settings.database ?? '', database) }),
    ...releasedBy(settings),
    ...toldBy(settings),
    ...judgedBy(settings),
    ...agentsOf(settings),
    policy: given(settings.policy),
    timings: scaleTimings(settings.timings, itself.timeScale),
    ...(itself.timeScale === 1 ? {} : { timeScale: itself.timeScale }),
    notConnected: notConnectedOf(settings),
  };
  return applyEndpoints(entry, itself.endpoints);
}

function reachedBy(settings: Settings) {
  const { ecs, release, version, health, prometheus, elasticsearch, paging, github, dashboard } = settings;
  const { alertmanager, canary, parameters, logs, thirdParties = {} } = settings;
  return {
    aws: given(settings.aws),
    ecs: { cluster: ecs.cluster, service: ecs.service, family: ecs.family ?? ecs.service },
    release: given(release),
    versionProbe: version,
    healthProbe: { url: health.url, expect: health.expect },
    smoke: Object.entries(settings.smoke ?? {}).map(([name, request]) => smokeOf(name, request)),
    contacts: settings.contacts ?? {},
    ...(prometheus === undefined ? {} : { prometheus: { url: prometheus.url, queries: given(prometheus.queries) } }),
    ...(elasticsearch === undefined ? {} : { elasticsearch: given(elasticsearch) }),
    ...(paging === undefined ? {} : { paging: given(paging) }),
    ...(github === undefined ? {} : { github: githubOf(github) }),
    ...(dashboard === undefined ? {} : { dashboard }),
    ...(alertmanager === undefined ? {} : { alertmanager: given(alertmanager) }),
    ...given({ parameters, logs }),
    ...(Object.keys(thirdParties).length === 0 ? {} : { thirdParties: partiesOf(thirdParties) }),
    ...(canary === undefined ? {} : { canary }),
  };
}

const partiesOf = (parties: NonNullable<Settings['thirdParties']>): Record<string, ThirdParty> =>
  Object.fromEntries(Object.entries(parties).map(([name, party]) => [name, given(party)]));

function releasedBy({ script, git }: Settings): Pick<CatalogueEntry, 'script' | 'git'> {
  if (script === undefined) return {};
  const { ssh: destination, sshConfig: config, ...program } = script;
  const ssh = destination === undefined ? undefined : given({ destination, config });
  return {
    script: given({ ...program, ssh }),
    ...(git && { git: { pattern: git.tags, folder: git.folder ?? script.folder, remote: git.remote ?? 'origin' } }),
  };
}

const withoutSlash = (url: string): string => url.replace(/\/$/, '');

function toldBy({ slack, pagerduty, statusPage, channels }: Settings) {
  const reached = <T extends { api?: string | undefined }>(section: T, api: string) => ({
    ...given(section),
    api: withoutSlash(section.api ?? api),
  });
  return given({
    slack: slack && reached(slack, 'https://slack.com/api'),
    pagerduty: pagerduty && reached(pagerduty, 'https://api.pagerduty.com'),
    statusPage: statusPage && reached(statusPage, 'https://api.statuspage.io'),
    channels: channels && given(channels),
  });
}

function judgedBy({ recovery, triggers: { errorRateAbove, ...triggers }, releases }: Settings) {
  return {
    recovery: {
      errorRateBelow: recovery.errorRateBelow,
      successRateAbove: recovery.successRateAbove,
      ...(recovery.p95Below === undefined ? {} : { p95BelowSeconds: recovery.p95Below / 1_000 }),
      ...given({ trafficWithin: recovery.trafficWithin }),
    },
    errorRateAbove,
    triggers,
    minimumSample: recovery.minimumSample,
    freshConnections: recovery.freshConnections,
    knownGood: releases?.knownGood ?? [],
    blocked: releases?.blocked ?? [],
    ...(releases?.oldestAllowed === undefined ? {} : { oldestAllowed: releases.oldestAllowed }),
  };
}

function githubOf({ api, repository, token, actions, workflows }: NonNullable<Settings['github']>): GithubEntry {
  const { deploy, rollback } = workflows;
  return {
    api: withoutSlash(api ?? 'https://api.github.com'),
    repository,
    token,
    deploy: given(deploy),
    ...(rollback === undefined ? {} : { rollback: { ...given(rollback), inputs: rollback.inputs ?? {} } }),
    page: actions ?? `https://github.com/${repository}/actions`,
  };
}

/** A smoke request answers 200 within five seconds unless the catalogue says otherwise; anything but GET and HEAD writes. */
function smokeOf(name: string, request: NonNullable<Settings['smoke']>[string]): SmokeRequest {
  return {
    name,
    method: request.method,
    url: request.url,
    headers: request.headers ?? {},
    ...(request.body === undefined ? {} : { body: request.body }),
    expectStatus: request.expectStatus ?? 200,
    expectFields: request.expectFields ?? {},
    withinMs: request.within ?? 5_000,
    writes: request.writes ?? !['GET', 'HEAD'].includes(request.method),
  };
}

function aliasesOf(service: string, { aliases, ecs, canary }: Settings): string[] {
  const known = [
    ...(aliases ?? []),
    ecs.service,
    ecs.family ?? ecs.service,
    ...(ecs.targetGroups ?? []),
    ...(canary === undefined ? [] : [canary.service, canary.targetGroup]),
  ];
  return [...new Set(known)].filter((alias) => alias !== service);
}

const measuresAgents = ({ prometheus }: Settings): boolean =>
  prometheus?.queries.agentErrorRate !== undefined && prometheus.queries.agentRequests !== undefined;

/** What the catalogue names without saying how it is reached, as people call it. */
const notConnectedOf = (settings: Settings): string[] =>
  settings.agents === undefined || measuresAgents(settings) ? [] : ['agents with an SLO of their own'];

/** The service's own SLO is each agent's, unless it has another one. */
function agentsOf(settings: Settings): Pick<CatalogueEntry, 'agents'> {
  const { agents = {}, triggers } = settings;
  const all = Object.entries(agents).map(([name, { slo = triggers.slo, minimumSample }]) => ({
    name,
    slo,
    minimumSample: minimumSample ?? recoveryCriteria.minimumSampleOfAgent,
  }));
  return all.length > 0 && measuresAgents(settings) ? { agents: all } : {};
}
