// What the page's browser tests share: a Temporal, a browser, and a server with its page over the scripted world.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, describe } from 'vitest';
import { rollbackId } from '../../../src/identifiers.js';
import { aBrowser } from '../../support/a-browser.js';
import { type RollbackService, withRollbacks } from '../../support/a-rollback-service.js';
import type { Script } from '../../support/scripted-activities.js';
import { type TestTemporal, temporalOfThisFile } from '../../support/temporal.js';
import { aPage, type PageServer, type Person } from './a-page.js';
import { aPhone, type PhoneOptions } from './a-phone.js';

export interface AtThePage extends RollbackService {
  readonly server: PageServer;
  /** A phone on which somebody is signed in, at the page of `applylens-api`. */
  readonly phone: (person: Person, options?: PhoneOptions) => Promise<Page>;
}

export interface ThePage {
  readonly temporal: TestTemporal;
  /** A rollback in the scripted world, and the server with its page. */
  with(script: Script, play: (at: AtThePage) => Promise<void>): Promise<void>;
}

/** Describes what is seen in a real browser. On a machine where it does not run, the tests are skipped, and say why. */
export async function describeThePage(title: string, tests: (the: ThePage) => void): Promise<void> {
  const found = await aBrowser();
  if ('missing' in found) {
    process.stderr.write(`The tests of the page are skipped: ${found.missing}\n`);
    describe.skip(`${title} (${found.missing})`, () => tests({} as ThePage));
    return;
  }
  describe(title, () => {
    const { browser } = found;
    const temporal = temporalOfThisFile();
    let open: PageServer | undefined;
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await open?.server.close();
      open = undefined;
      const rollback = temporal.client.workflow.getHandle(rollbackId('prod', 'applylens-api'));
      await rollback.terminate('the test is over').catch(() => undefined);
    });
    afterAll(() => browser.close());
    tests({
      temporal,
      with: (script, play) =>
        withRollbacks(temporal, script, async (service) => {
          const server = await aPage(temporal.client);
          open = server;
          await play({ ...service, server, phone: (person, options) => aPhone(browser, server, person, options) });
        }),
    });
  });
}
