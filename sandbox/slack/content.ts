// The text and the blocks that a message is posted or edited with, as Slack takes or refuses them.
import { type Arguments, isSet, jsonOf, SlackRefusal } from './arguments.js';
import { type Block, checkBlocks, lengthOf } from './blocks.js';
import type { Content } from './messages.js';

const longestPosted = 40_000;
const longestEdited = 4_000;
const longestBlocks = 13_200;

export interface Given extends Content {
  /** Absent when the call says nothing of it. */
  readonly givenText?: string;
  readonly givenBlocks?: readonly Block[];
  readonly warnings: readonly string[];
}

/** @throws SlackRefusal with Slack's error for what it does not take */
export function contentOfCall(given: Arguments, call: 'post' | 'edit'): Given {
  const text = textOf(given.text, call);
  const blocks = given.blocks === undefined ? undefined : blocksOf(given.blocks);
  if ((text ?? '') === '' && (blocks ?? []).length === 0) throw new SlackRefusal('no_text');
  const isCut = (text ?? '').length > longestPosted;
  // chat.update parses as a client would unless told otherwise, chat.postMessage does not parse at all.
  const parse = given.parse ?? (call === 'edit' ? 'client' : 'none');
  return {
    text: (text ?? '').slice(0, longestPosted),
    blocks: blocks ?? [],
    namesAreLinked: parse !== 'none' || isSet(given.link_names),
    ...(text === undefined ? {} : { givenText: text }),
    ...(blocks === undefined ? {} : { givenBlocks: blocks }),
    warnings: isCut ? ['message_truncated'] : [],
  };
}

function textOf(given: unknown, call: 'post' | 'edit'): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string') throw new SlackRefusal('invalid_arguments');
  if (call === 'edit' && given.length > longestEdited) throw new SlackRefusal('msg_too_long');
  return given;
}

function blocksOf(given: unknown): readonly Block[] {
  const value = jsonOf(given);
  if (!Array.isArray(value)) throw new SlackRefusal('invalid_blocks_format');
  const checked = checkBlocks(value);
  if ('problems' in checked) {
    const { problems: errors } = checked;
    const messages = errors.map((error) => `[ERROR] ${error}`);
    throw new SlackRefusal('invalid_blocks', { errors, response_metadata: { messages } });
  }
  if (lengthOf(value) > longestBlocks) throw new SlackRefusal('msg_blocks_too_long');
  return checked.blocks;
}

/** @throws SlackRefusal `invalid_metadata_format` or `invalid_metadata_schema` */
export function metadataOf({ metadata }: Arguments): unknown {
  if (metadata === undefined) return undefined;
  const value = jsonOf(metadata);
  if (typeof value !== 'object' || value === null) throw new SlackRefusal('invalid_metadata_format');
  const isWhole = 'event_type' in value && typeof value.event_type === 'string' && 'event_payload' in value;
  if (!isWhole || typeof value.event_payload !== 'object') throw new SlackRefusal('invalid_metadata_schema');
  return value;
}
