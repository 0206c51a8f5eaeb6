import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demoScenarios } from '../../../sandbox/demo/scenarios.js';
import type { DeployHost } from '../../../sandbox/deploy-host/deploy-host.js';
import { overlayOf } from '../../../sandbox/overlay.js';
import { scenarioNamed, scenarioNames } from '../../../sandbox/scenarios/index.js';
import { readCatalogue } from '../../../src/catalogue/read-catalogue.js';

const readme = readFileSync('sandbox/README.md', 'utf8');
const catalogue = readFileSync('runback.yaml', 'utf8');
const addressed = ['aws', 'loadBalancer', 'prometheus', 'mailProvider', 'paging', 'github', 'elasticsearch'] as const;
const told = ['slack', 'pagerDuty', 'statuspage'] as const;
const urls = Object.fromEntries([...addressed, ...told].map((name) => [name, 'http://127.0.0.1:1'])) as Record<
  (typeof addressed)[number] | (typeof told)[number],
  string
>;
const database = { urlFile: '/nowhere/url' };
const stagingDatabase = { urlFile: '/nowhere/staging-url' };
const deployHost = { origin: 'https://github.com/leok974/ApplyLens.git', files: { config: '/nowhere/config' } };

describe('the scenarios', () => {
  it('are played by the demo, each under one name', () => {
    expect(demoScenarios.map(({ name }) => name).toSorted()).toEqual([...scenarioNames].toSorted());
    expect(new Set(scenarioNames).size).toBe(scenarioNames.length);
  });

  it.each(scenarioNames)('%s is explained, and has an overlay that the catalogue takes', (name) => {
    expect(readme.includes(`\`${name}\``), 'sandbox/README.md').toBe(true);
    const overlay = overlayOf({
      urls,
      database,
      stagingDatabase,
      timeScale: 30,
      deployHost: deployHost as DeployHost,
      scenario: scenarioNamed(name),
    });
    expect(readCatalogue(catalogue, overlay).find('applylens-api', 'prod')).toHaveProperty('entry');
  });
});
