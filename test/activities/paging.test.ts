import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { page } from '../../activities/paging.js';
import { resolveSecret } from '../../activities/secrets.js';
import { createPagingDouble, type PagingDouble } from '../../sandbox/paging/paging-double.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { anEntry } from '../support/an-entry.js';
import { aWebServer, json } from './a-web-server.js';

let double: PagingDouble;
let folder: string;
let keyFile: string;

beforeEach(async () => {
  double = await createPagingDouble({ port: 0 });
  folder = await mkdtemp(join(tmpdir(), 'runback-paging-'));
  keyFile = join(folder, 'key');
  await writeFile(keyFile, `${'k'.repeat(32)}\n`);
});
afterEach(async () => {
  await double.close();
  await rm(folder, { recursive: true, force: true });
});

const pagingAt = (url: string, routingKey = `file:${keyFile}`): CatalogueEntry =>
  anEntry({ paging: { url, routingKey, escalateTo: 'Engineering Manager' } });

const anEvent = (entry: CatalogueEntry): Parameters<Activities['page']>[0] => ({
  entry,
  action: 'trigger',
  dedupKey: 'runback/rollback/prod/applylens-api/1',
  summary: 'Rollback of applylens-api prod is not restored after 30 minutes',
  severity: 'critical',
  details: { phase: 'acting' },
});

describe('a page', () => {
  it('reaches the paging service, and the same one joins what is open', async () => {
    await page(anEvent(pagingAt(double.url)));
    await page(anEvent(pagingAt(double.url)));
    expect(double.incidents()).toHaveLength(1);
    expect(JSON.stringify(double.incidents())).toContain('not restored after 30 minutes');
  });

  it('for the on-call goes by a key of their own, where there is one', async () => {
    const onCall = join(folder, 'on-call');
    await writeFile(onCall, 'o'.repeat(32));
    const keys: string[] = [];
    const web = await aWebServer((_, response, body) => {
      keys.push((JSON.parse(body) as { routing_key: string }).routing_key.slice(0, 1));
      json(response, 202, { status: 'success' });
    });
    const one = pagingAt(web.url);
    if (one.paging === undefined) throw new Error('the entry has no paging');
    const two = { ...one, paging: { ...one.paging, onCallRoutingKey: `file:${onCall}` } };
    for (const entry of [one, two]) {
      await page(anEvent(entry));
      await page({ ...anEvent(entry), to: 'the on-call' });
    }
    expect(keys).toEqual(['k', 'k', 'k', 'o']);
    await web.close();
  });

  it('leads to the state page first, then to the dashboard', async () => {
    const links = [
      { href: 'https://runback.example.com/prod/applylens-api', text: 'State page' },
      { href: 'https://grafana.example.com/d/health', text: 'Dashboard' },
    ];
    const bodies: string[] = [];
    const web = await aWebServer((_, response, body) => {
      bodies.push(body);
      json(response, 202, { status: 'success' });
    });
    await page(anEvent({ ...pagingAt(web.url), page: links[0]?.href ?? '', dashboard: links[1]?.href ?? '' }));
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ links });
    await web.close();
  });

  it('is resolved under the same key', async () => {
    const event = anEvent(pagingAt(double.url));
    await page(event);
    await page({ ...event, action: 'resolve' });
    expect(JSON.stringify(double.incidents())).toContain('resolve');
  });

  it('is final when it is refused, and says what to do', async () => {
    const wrongKey = join(folder, 'wrong');
    await writeFile(wrongKey, 'too-short');
    await expect(page(anEvent(pagingAt(double.url, `file:${wrongKey}`)))).rejects.toMatchObject({
      type: 'PagingRefused',
      nonRetryable: true,
      message: expect.stringContaining('call the person'),
    });
  });

  it.each([429, 500, 503])('is tried again after a %d', async (status) => {
    const server = await aWebServer((_, response) => json(response, status, {}));
    await expect(page(anEvent(pagingAt(server.url)))).rejects.toMatchObject({
      type: 'PagingUnavailable',
      nonRetryable: false,
    });
    await server.close();
  });

  it('is tried again when nothing answers', async () => {
    await expect(page(anEvent(pagingAt('http://127.0.0.1:1')))).rejects.toMatchObject({ type: 'PagingUnavailable' });
  });

  it('never shows its key', async () => {
    const server = await aWebServer((_, response) => json(response, 400, { message: 'invalid' }));
    const thrown: unknown = await page(anEvent(pagingAt(server.url))).catch((error: unknown) => error);
    expect(String(thrown)).not.toContain('kkkk');
    await server.close();
  });
});

describe('a secret', () => {
  it('is read from the environment or a file', async () => {
    await expect(resolveSecret('env:KEY', { KEY: ' abc\n' })).resolves.toBe('abc');
    await expect(resolveSecret(`file:${keyFile}`)).resolves.toBe('k'.repeat(32));
  });

  it.each([
    ['env:NOT_SET', 'Set NOT_SET in the worker'],
    ['file:/no/such/file', 'Put the secret into /no/such/file'],
    ['ssm:/prod/key', 'SSM parameters are not read yet; that comes later'],
    ['hunter2', 'it is not env:NAME or file:/path'],
  ])('that is missing says what to do: %s', async (reference, sentence) => {
    await expect(resolveSecret(reference, {})).rejects.toMatchObject({
      type: 'SecretMissing',
      nonRetryable: true,
      message: expect.stringContaining(sentence),
    });
  });

  it('that stands where a reference is expected is not printed', async () => {
    const thrown: unknown = await resolveSecret('hunter2', {}).catch((error: unknown) => error);
    expect(String(thrown)).not.toContain('hunter2');
  });
});
