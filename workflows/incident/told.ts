import type { ToldOf } from '../messages.js';

export interface ToldIncident {
  /** Its workflow id, once it is known which one it is. */
  id?: string;
  /** Notices written so far, and how many of them are people's words. */
  notices: number;
  said: number;
  /** Settles when the last one reached the incident. */
  told: Promise<void>;
  /** What became of those that were delivered. */
  readonly answers: ToldOf[];
  /** ISO time at which a person reported the trouble in a channel, before Runback told of it. */
  reportedAt?: string;
}

export interface OfIncident {
  /** Where people are told of this run: the workflow of the incident it belongs to, and what it was told last. */
  incident?: ToldIncident;
  /** Who approved the text for customers. */
  customerText?: { readonly by: string; readonly at: string };
}
