// What the workflows ask so that people are told.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Relayable } from '../src/identifiers.js';
import type { Channel, Delivered, Notice, Thread } from '../src/notice.js';
import type { OutageFacts } from '../src/outage.js';
import type { PreventionFacts } from '../src/prevention.js';
import type { SignatureChecked } from './answers.js';
import type { PreventionAsked } from './prevention.js';
import type { StatusSeen } from './rollback-status.js';

export interface PeopleActivities {
  /** A local activity: whether the server signed this message, as it is, to this run. */
  checkRelayed(input: { workflowId: string; verb: Relayable; message: object }): Promise<SignatureChecked>;

  /**
   * Delivers one notice to one channel, once; answers where it can be seen, or undefined where the channel says nothing of it.
   * Fails with ChannelUnavailable or ChannelRefused.
   */
  tellChannel(input: {
    entry: CatalogueEntry;
    channel: Channel;
    /** Workflow id of the incident. */
    incident: string;
    notice: Notice;
    /** What an earlier notice of the incident began there. */
    thread?: Thread;
  }): Promise<Delivered | undefined>;

  /** What an open rollback says of itself now. */
  readStatus(input: { workflowId: string; runKey: string }): Promise<StatusSeen>;

  /** For the page to the manager: how much fails, and what the database can be restored to. Each may be unknown on its own. */
  measureOutage(input: { entry: CatalogueEntry }): Promise<OutageFacts>;

  /** At closing: what staging and GitHub know of the release that was left; each may be unknown on its own. */
  gatherPrevention(input: PreventionAsked): Promise<PreventionFacts>;
}
