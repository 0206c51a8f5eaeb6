import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { faultShape } from '../web-double.js';
import { commandShape, pressShape } from './interactions.js';
import type { SlackDouble } from './slack-double.js';
import { app, users } from './workspace.js';

const changeShape = z.union([
  faultShape,
  z.strictObject({ token: z.enum(['valid', 'revoked']) }),
  z.strictObject({ channel: z.string(), is: z.enum(['open', 'archived', 'left']) }),
]);

export function addSlackRoutes(control: FastifyInstance, slack: SlackDouble): void {
  control.get('/slack', () => {
    const secrets = { botToken: app.token, signingSecret: app.signingSecret };
    const people = users.map(({ id, name, email }) => ({ id, name, email }));
    const seen = { messages: slack.messages(), requests: slack.requests() };
    return { url: slack.url, ...secrets, token: slack.token, users: people, faults: slack.faults.pending(), ...seen };
  });
  control.post('/slack', (request) => {
    const change = changeShape.parse(request.body);
    if ('fault' in change) slack.faults.inject(change);
    else if ('token' in change) slack.token = change.token;
    else slack.setChannel(change.channel, change.is);
    return change;
  });
  control.delete('/slack/messages', () => {
    slack.clear();
    return { messages: slack.messages() };
  });
  control.post('/slack/press', (request) => slack.press(pressShape.parse(request.body)));
  control.post('/slack/command', (request) => slack.command(commandShape.parse(request.body)));
  control.post('/slack/replay', (request) =>
    slack.replay(z.strictObject({ id: z.number().int().min(1) }).parse(request.body).id),
  );
}
