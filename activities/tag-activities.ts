// The marks on releases and services: what the workflows may set and take away.
import type { CatalogueEntry } from '../src/catalogue/entry.js';

export interface TagActivities {
  /** Sets a tag (`runback:hold`, `runback:verified`) on a task definition. Answers where a person's block is kept. */
  tagRelease(input: {
    entry: CatalogueEntry;
    taskDefinition: string;
    key: string;
    value: string;
    keepsBlock?: true;
  }): Promise<'blocked' | undefined>;

  /** Takes a tag from a task definition; done where it is not there. Answers where a block is kept. */
  untagRelease(input: {
    entry: CatalogueEntry;
    taskDefinition: string;
    key: string;
    keepsBlock?: true;
    /** Id of the rollback whose own block is not kept. */
    unlessBy?: string;
  }): Promise<'blocked' | undefined>;

  /** Takes the tag `runback:run` from the service: this run leaves nothing unfinished behind. */
  forgetRun(input: { entry: CatalogueEntry }): Promise<void>;
}
