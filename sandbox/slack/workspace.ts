// The workspace that the Slack double knows: its people, channels and the app with its secrets.

export const app = {
  /** The bot's token. */
  token: 'xoxb-sandbox',
  /** What Slack signs its requests to the app with. */
  signingSecret: 'slack-signing-secret-of-the-sandbox',
  id: 'A000RUNBACK',
  botId: 'B000RUNBACK',
  userId: 'U000RUNBACK',
  name: 'runback',
} as const;

export const team = { id: 'T00APPLYLENS', domain: 'applylens', name: 'ApplyLens' } as const;

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** `left`: the bot is no member of it. */
  is: 'open' | 'archived' | 'left';
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
}

export const createChannels = (): readonly Channel[] =>
  ['incidents', 'deployments', 'general'].map((name, at) => ({ id: `C0000000${at + 1}`, name, is: 'open' }));

export const users: readonly User[] = [
  { id: 'U00000OLGA', name: 'olga', realName: 'Olga Petrova', email: 'olga@applylens.io' },
  { id: 'U0000PEDRO', name: 'pedro', realName: 'Pedro Alves', email: 'pedro@applylens.io' },
  { id: 'U0000MARIA', name: 'maria', realName: 'Maria Lind', email: 'maria@applylens.io' },
  { id: 'U000NOBODY', name: 'guest', realName: 'Guest Visitor', email: 'guest@example.com' },
];

/** By id or by name. */
export const userOf = (wanted: string): User | undefined =>
  users.find(({ id, name }) => id === wanted || name === wanted);

/** By id, or by name with or without `#`. */
export const channelOf = (channels: readonly Channel[], wanted: string): Channel | undefined =>
  channels.find(({ id, name }) => id === wanted || name === wanted.replace(/^#/, ''));
