import { describe, expect, it } from 'vitest';
import { acceptRequest } from '../../activities/accept-request.js';
import { catalogueOf } from '../../src/catalogue/catalogue.js';
import { anEntry } from '../support/an-entry.js';

const needs = { catalogue: catalogueOf([anEntry()]), registered: { read: async () => [] } };
const asked = { service: 'applylens-api', environment: 'prod', reason: '5xx' };

describe('a request that is accepted', () => {
  it('names the state page of its service where people reach one', async () => {
    const { entry } = await acceptRequest({ ...needs, publicUrl: 'https://runback.example.com' })(asked);
    expect(entry.page).toBe('https://runback.example.com/prod/applylens-api');
    expect((await acceptRequest(needs)(asked)).entry).not.toHaveProperty('page');
  });
});
