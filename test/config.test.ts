import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';

describe('without any variable', () => {
  it('everything is on this machine and in the project', () => {
    const { catalogue, temporal, reports, server } = readConfig({ TEMPORAL_CONFIG_FILE: 'absent.toml' });
    expect(catalogue).toEqual({ file: 'runback.yaml' });
    expect([temporal.connectionOptions.address, temporal.namespace]).toEqual(['localhost:7233', 'default']);
    expect([reports, server]).toEqual(['.runback/reports', { host: '127.0.0.1', port: 8080 }]);
  });
});

describe('what is set', () => {
  it("reaches Temporal's namespace, not only its address", () => {
    const { temporal } = readConfig({ TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_NAMESPACE: 'rollbacks' });
    expect([temporal.connectionOptions.address, temporal.namespace]).toEqual(['temporal.example:7233', 'rollbacks']);
  });

  it('keeps reports and tokens below RUNBACK_HOME unless they have places of their own', () => {
    expect(readConfig({ RUNBACK_HOME: 'home', RUNBACK_TOKENS: 'keys.yaml' })).toMatchObject({
      reports: 'home/reports',
      tokens: 'keys.yaml',
    });
  });

  it('counts as not set when it is empty', () => {
    expect(readConfig({ RUNBACK_OVERLAY: '', RUNBACK_SERVER_PORT: '' })).toMatchObject({
      catalogue: { file: 'runback.yaml' },
      server: { port: 8080 },
    });
  });
});

describe('the address of the state page', () => {
  it('is kept without the slash at its end, and is none unless it is set', () => {
    expect(readConfig({ RUNBACK_PUBLIC_URL: 'https://runback.example.com/' }).publicUrl).toBe(
      'https://runback.example.com',
    );
    expect(readConfig({})).not.toHaveProperty('publicUrl');
  });
});

describe('what is wrong', () => {
  it.each([
    [{ RUNBACK_SERVER_PORT: '70000' }, 'RUNBACK_SERVER_PORT: expected a port from 0 to 65535, got "70000"'],
    [{ RUNBACK_SERVER_PORT: 'http' }, 'RUNBACK_SERVER_PORT: expected a port from 0 to 65535, got "http"'],
    [{ RUNBACK_PUBLIC_URL: 'runback.example.com' }, 'RUNBACK_PUBLIC_URL: expected an address such as https://'],
    [{ RUNBACK_PUBLIC_URL: 'https://example.com/runback' }, 'without a path, got "https://example.com/runback"'],
    [{ TEMPORAL_ADDRESS: 'temporal' }, 'TEMPORAL_ADDRESS: expected host:port such as localhost:7233, got "temporal"'],
    [{ TEMPORAL_PROFILE: 'absent', TEMPORAL_CONFIG_FILE: 'absent.toml' }, "Profile 'absent' not found"],
  ])('is said with its variable: %j', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence);
  });
});
