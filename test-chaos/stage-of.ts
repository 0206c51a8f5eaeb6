// One production for many rollbacks side by side.
import { aStage, shortWatch, type TestStage } from '../test/support/a-stage.js';
import type { KillCase } from './kill-case.js';

interface OnStage {
  readonly service: string;
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

/** Each service in a region of its own: AWS's quotas are per region, and hold for each as if it were alone. */
export function stageOf(services: readonly OnStage[], { settings = {}, ...options }: Options): Promise<TestStage> {
  const own = services.map(({ service, settings: given }, index): [string, object] => [
    service,
    { ...usual(index), ...settings, ...given?.(service) },
  ]);
  return aStage({ 'applylens-api': { ...shortWatch, script }, ...Object.fromEntries(own) }, options);
}

/** Ten seconds of a dead worker are five minutes of quick time, which no method loses in production. */
const unhurried = { budget: '60 minutes' };

/** The database is shared by all of them, and is asked by each. */
const usual = (index: number) => ({
  recovery: shortWatch.recovery,
  timings: { ...shortWatch.timings, methods: { automatic: unhurried, script: unhurried, canary: unhurried } },
  aws: { region: regionOf(index) },
  database: null,
});

const letter = (number: number): string => String.fromCharCode('a'.charCodeAt(0) + number);
const regionOf = (index: number): string => `us-${letter(Math.floor(index / 26))}${letter(index % 26)}-1`;
