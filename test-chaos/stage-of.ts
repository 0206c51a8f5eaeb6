// One production for many rollbacks side by side.
import { aStage, shortWatch, type TestStage } from '../test/support/a-stage.js';
import { takesDatabaseBack } from './asking.js';
import type { KillCase } from './kill-case.js';
import { untouched } from './own-database.js';

interface OnStage {
  readonly service: string;
  readonly request: KillCase['request'];
  readonly settings?: KillCase['settings'];
}

interface Options {
  readonly scenario: string;
  readonly requestsPerSecond: number;
  /** Of every service, beyond a short watch. */
  readonly settings?: object;
}

/** Inherited by the other services, because it names the service that it is for. */
const script = {
  application: [
    ...['python', 'promote_release.py', 'prod', '--from-commit', '{{commit}}', '--skip-validation', '--emergency'],
    ...['--service', '{{service}}-prod'],
  ],
};

/**
 * Each service in a region of its own: AWS's quotas are per region, and hold for each as if it were alone. Who takes a
 * database back has one of that name.
 */
export function stageOf(services: readonly OnStage[], { settings = {}, ...options }: Options): Promise<TestStage> {
  const entries = services.map(({ service, request, settings: given }, index): [string, object] => [
    service,
    { ...usual(index), ...ofDatabase(service, request), ...settings, ...given?.(service) },
  ]);
  const own = services.filter(({ request }) => takesDatabaseBack(request)).map(({ service }) => service);
  const databases = own.length === 0 ? [] : [...own, untouched];
  const all = { 'applylens-api': { ...shortWatch, script }, ...Object.fromEntries(entries) };
  return aStage(all, { ...options, databases });
}

/** Nobody else is to be asked by those who share the first one. */
const ofDatabase = (service: string, request: OnStage['request']) => ({
  database: takesDatabaseBack(request) ? service : null,
});

/** Ten seconds of a dead worker are five minutes of quick time, which no method loses in production. */
const unhurried = { budget: '60 minutes' };

const usual = (index: number) => ({
  recovery: shortWatch.recovery,
  timings: {
    ...shortWatch.timings,
    methods: { automatic: unhurried, script: unhurried, canary: unhurried, database: unhurried },
  },
  aws: { region: regionOf(index) },
});

const letter = (number: number): string => String.fromCharCode('a'.charCodeAt(0) + number);
const regionOf = (index: number): string => `us-${letter(Math.floor(index / 26))}${letter(index % 26)}-1`;
