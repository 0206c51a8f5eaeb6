// A browser of a phone's width at the page, and what is asked of every page it shows.
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type PageServer, type Person, tokenOf } from './a-page.js';

export type PhoneOptions = Pick<BrowserContextOptions, 'colorScheme' | 'javaScriptEnabled'>;

const size = { width: 360, height: 740 } as const;

/** Signed in, at the page of `applylens-api`. */
export async function aPhone(
  browser: Browser,
  { address }: PageServer,
  person: Person,
  options: PhoneOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: size, ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(`${address}/prod/applylens-api`);
  await page.getByLabel('Token').fill(tokenOf(person));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(`Signed in as ${person}`).waitFor();
  return page;
}

export const buttonsOf = (page: Page): Promise<string[]> => page.locator('#offers button').allInnerTexts();

/** Presses a button, answers the question, and comes back to the page with the answer. */
export async function say(page: Page, button: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  await page.locator('#offers').getByRole('button', { name: button, exact: true }).click();
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: `Yes: ${button}` }).click();
  return page.getByRole('alert').innerText();
}

/** Nothing is wider than the screen, nothing to press is too small, and axe finds nothing serious. */
export async function expectLegible(page: Page): Promise<void> {
  await page.waitForLoadState();
  expect(await tooWide(page)).toEqual([]);
  expect(await tooSmall(page)).toEqual([]);
  expect(await seriousIn(page)).toEqual([]);
}

const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const all = [...document.querySelectorAll('body *:not(.unseen):not(.skip)')];
    const wide = all.filter((each) => each.getBoundingClientRect().right > clientWidth + 0.5 || each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline' && each.tagName !== 'SELECT');
    return [...(scrollWidth > clientWidth ? ['the page: ' + scrollWidth] : []), ...wide.map((each) => each.outerHTML.slice(0, 100))];
  })()`);

const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('button, input:not([type=hidden]), select, textarea')]
    .filter((each) => each.getBoundingClientRect().height < 44)
    .map((each) => each.outerHTML.slice(0, 100))`);

/** The policy of the page lets no foreign script in: axe is evaluated by the browser itself, not put into the page. */
async function seriousIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`);
}

/** The picture of the documentation, where RUNBACK_RECORD_PICTURES asks for it. */
export async function recordPicture(page: Page): Promise<void> {
  if (process.env.RUNBACK_RECORD_PICTURES === undefined) return;
  await page.setViewportSize({ ...size, height: 1_020 });
  await page.screenshot({ path: 'docs/state-page.png' });
  await page.setViewportSize(size);
}
