// How the demo shows its progress: a live list on a terminal, one line per event elsewhere.
import { Listr } from 'listr2';

/** One act of the demo: answers what it saw, in a few words. */
export interface Act {
  readonly title: string;
  readonly play: () => Promise<string>;
}

const titleWidth = 24;
const line = (title: string, seen: string) => `${title.padEnd(titleWidth)}  ${seen}`;

/** Plays the acts one after the other; the first that fails ends it. */
export async function playLive(acts: readonly Act[]): Promise<void> {
  const list = new Listr(
    acts.map(({ title, play }) => ({
      title,
      task: async (_: unknown, task: { title: string | undefined }) => {
        task.title = line(title, await play());
      },
    })),
    { rendererOptions: { collapseErrors: false } },
  );
  await list.run();
}

/** The same, a line each when it is over. */
export async function playInLines(acts: readonly Act[], out: NodeJS.WriteStream): Promise<void> {
  for (const { title, play } of acts) {
    try {
      out.write(`✔ ${line(title, await play())}\n`);
    } catch (error) {
      out.write(`✖ ${line(title, error instanceof Error ? error.message : String(error))}\n`);
      throw error;
    }
  }
}
