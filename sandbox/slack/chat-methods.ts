import { type Arguments, isSet, required, SlackRefusal } from './arguments.js';
import { contentOfCall, metadataOf } from './content.js';
import { asSlackShows, type Content, contentOf, type Message, permalinkOf } from './messages.js';
import type { Desk, Method } from './methods.js';
import { type Channel, channelOf } from './workspace.js';

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': (given, desk) => {
    const channel = writable(required(given, 'channel'), desk, { byName: true });
    const { warnings, ...content } = contentOfCall(given, 'post');
    const threadTs = threadOf(given, channel, desk);
    const metadata = metadataOf(given);
    const posted = desk.messages.post({
      text: content.text,
      blocks: content.blocks,
      namesAreLinked: content.namesAreLinked,
      channel,
      via: 'chat.postMessage',
      isBroadcast: threadTs !== undefined && isSet(given.reply_broadcast),
      ...(threadTs === undefined ? {} : { threadTs }),
      ...(metadata === undefined ? {} : { metadata }),
    });
    const said = { channel: channel.id, ts: posted.ts, message: asSlackShows(posted) };
    return warnings.length === 0 ? said : { ...said, response_metadata: { warnings } };
  },
  'chat.update': (given, desk) => {
    const channel = writable(required(given, 'channel'), desk, { byName: false });
    const message = messageOf(channel, required(given, 'ts'), desk);
    if (message.via !== 'chat.postMessage') throw new SlackRefusal('cant_update_message');
    const edited = desk.messages.edit(message, edition(given, message));
    const { text } = contentOf(edited);
    return { channel: channel.id, ts: edited.ts, text, message: asSlackShows(edited) };
  },
  'chat.getPermalink': (given, desk) => {
    const channel = channelByIdOf(required(given, 'channel'), desk);
    const message = messageOf(channel, required(given, 'message_ts'), desk);
    return { channel: channel.id, permalink: permalinkOf(message) };
  },
};

/** A text alone takes the blocks away; blocks alone keep the text. */
function edition(given: Arguments, message: Message): Content {
  const { givenText, givenBlocks, namesAreLinked } = contentOfCall(given, 'edit');
  const before = contentOf(message);
  return { text: givenText ?? before.text, blocks: givenBlocks ?? [], namesAreLinked };
}

function threadOf({ thread_ts: given }: Arguments, channel: Channel, { messages }: Desk): string | undefined {
  if (given === undefined || given === '') return undefined;
  const ts = typeof given === 'string' ? given : JSON.stringify(given);
  if (!/^\d{1,10}\.\d{6}$/.test(ts)) {
    const said = `[ERROR] ${ts} is not a valid thread_ts`;
    throw new SlackRefusal('invalid_thread_ts', { response_metadata: { messages: [said] } });
  }
  const parent = messages.find(channel, ts);
  if (parent === undefined) throw new SlackRefusal('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

function messageOf(channel: Channel, ts: string, { messages }: Desk): Message {
  const found = messages.find(channel, ts);
  if (found === undefined) throw new SlackRefusal('message_not_found');
  return found;
}

function channelByIdOf(id: string, { channels }: Desk): Channel {
  const found = channels.find((each) => each.id === id);
  if (found === undefined) throw new SlackRefusal('channel_not_found');
  return found;
}

function writable(wanted: string, desk: Desk, { byName }: { readonly byName: boolean }): Channel {
  const found = byName ? channelOf(desk.channels, wanted) : channelByIdOf(wanted, desk);
  if (found === undefined) throw new SlackRefusal('channel_not_found');
  if (found.is === 'archived') throw new SlackRefusal('is_archived');
  if (found.is === 'left') throw new SlackRefusal('not_in_channel');
  return found;
}
