import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';
import { entryOf, linesOf, shop } from './shop.js';

const refusalOf = (service: string, environment: string) => readCatalogue(shop).find(service, environment);

describe('a second service of the same kind', () => {
  it('needs a few lines and takes the rest from defaults, its environment and what it extends', () => {
    const checkout = entryOf('checkout', 'prod');
    expect(checkout.ecs).toEqual({ cluster: 'shop', service: 'checkout-prod', family: 'checkout-prod' });
    expect(checkout.versionProbe.url).toBe('https://checkout.shop.example/version');
    expect(checkout.policy).toMatchObject({ approvals: 2, mode: 'observe', identity: 'claimed' });
    expect(checkout.aliases).toEqual(['checkout-prod']);
  });

  it('takes what its environment says over the defaults', () => {
    expect(entryOf('cart', 'staging')).toMatchObject({ kind: 'staging', ecs: { cluster: 'shop-staging' } });
  });

  it('takes the release script of another one only where that is told the service', () => {
    const ofCart = (argv: string) =>
      `services: { cart: { prod: { script: { ssh: deploy@host, folder: /opt, application: [${argv}] } } } }`;
    expect(entryOf('checkout', 'prod', ofCart('./release')).script).toBeUndefined();
    expect(entryOf('checkout', 'prod', ofCart('./release, "--service={{service}}"')).script).toEqual({
      ssh: { destination: 'deploy@host' },
      folder: '/opt',
      application: ['./release', '--service=checkout'],
    });
  });

  it('is said to extend itself when it does so in a circle', () => {
    const circle = 'services: { cart: { prod: { extends: checkout } } }';
    expect(linesOf(shop, circle)[0]).toBe(
      'runback.yaml:31:16  services.checkout.prod.extends  extends itself: cart.prod → checkout.prod → cart.prod',
    );
  });
});

describe('what holds when the catalogue says nothing', () => {
  it('asks machines only to observe', () => expect(entryOf('cart', 'prod').policy.mode).toBe('observe'));

  it('counts an environment of unknown kind as production', () => {
    expect(entryOf('cart', 'prod', 'environments: { prod: { kind: preview } }').kind).toBe('production');
  });

  it('takes the numbers of the runbook', () => {
    const { errorRateAbove, recovery, timings } = entryOf('cart', 'prod');
    expect({ errorRateAbove, ...recovery }).toEqual({
      errorRateAbove: 0.05,
      errorRateBelow: 0.02,
      successRateAbove: 0.98,
      p95BelowSeconds: 1.5,
      trafficWithin: 0.3,
    });
    expect(timings.methods['ecs-task']).toEqual({ expected: 720_000, budget: 900_000 });
  });

  it('lists no section as not connected that is not there', () => {
    expect(entryOf('cart', 'prod').notConnected).toEqual([]);
    expect(entryOf('cart', 'prod', 'defaults: { agents: { inbox: {} } }').notConnected).toEqual([
      'agents with an SLO of their own',
    ]);
  });
});

describe('a service is found', () => {
  it.each(['cart', 'cart-prod', 'cart-blue', 'cart-green'])('as %s', (name) => {
    expect(refusalOf(name, 'prod')).toMatchObject({ entry: { service: 'cart', environment: 'prod' } });
  });

  it.each([
    [
      'chart',
      'prod',
      'No service "chart" in the catalogue for environment "prod"; known are cart, checkout. Did you mean cart?',
    ],
    ['search', 'prod', 'No service "search" in the catalogue for environment "prod"; known are cart, checkout.'],
    ['checkout', 'staging', '"checkout" is in the catalogue for prod, not for environment "staging".'],
    ['cart', 'prd', '"cart" is in the catalogue for prod, staging, not for environment "prd". Did you mean prod?'],
    [
      'search',
      'qa',
      'No service "search" in the catalogue for environment "qa"; known are cart (prod), cart (staging), checkout (prod).',
    ],
  ])('or refused: %s in %s', (service, environment, refused) => {
    expect(refusalOf(service, environment)).toEqual({ refused });
  });

  it('never by a name that two services claim', () => {
    expect(linesOf(shop, 'services: { checkout: { prod: { aliases: [cart] } } }')).toEqual([
      'sandbox.overlay.yaml:1:25  services.checkout.prod  cart stands for cart already in prod; a name finds one service',
    ]);
  });
});

describe('time', () => {
  it.each(['production', 'staging', 'preview'])('is never scaled where kind is %s', (kind) => {
    const counts = kind === 'staging' ? 'staging' : 'production';
    expect(linesOf(shop, `environments: { prod: { kind: ${kind}, timeScale: 30 } }`)).toEqual([
      expect.stringContaining(
        `environments.prod.timeScale  is allowed only where kind is simulation; this counts as ${counts}`,
      ),
    ]);
  });

  it('runs faster in a simulation, which has to bring its own AWS', () => {
    const simulation = 'kind: simulation, timeScale: 30';
    expect(linesOf(shop, `environments: { prod: { ${simulation} } }`)[0]).toContain(
      'expected environments.prod.endpoints.aws',
    );
    const overlay = `environments: { prod: { ${simulation}, endpoints: { aws: "http://127.0.0.1:1" } } }`;
    expect(entryOf('cart', 'prod', overlay)).toMatchObject({
      aws: { endpoint: 'http://127.0.0.1:1' },
      timings: { watch: 30_000, poll: 5_000 },
    });
  });
});

describe('nothing as a value', () => {
  it('takes away what was inherited', () => {
    const withLogs = shop.replace('defaults:\n', 'defaults:\n  logs: { group: /aws/ecs/shop }\n');
    const found = readCatalogue(withLogs, 'services: { cart: { prod: { logs: } } }').find('cart', 'prod');
    expect(found).toMatchObject({ entry: { notConnected: [] } });
  });
});
