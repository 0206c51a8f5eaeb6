// What Slack sends: POST /slack/interactions and /slack/commands, verified as Slack signs, answered within three seconds.
import { setTimeout as after } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { resolveSecret } from '../../../activities/secrets.js';
import { Problem } from '../problem.js';
import { pressButton, type SlackNeeds } from './act.js';
import { toThemAlone } from './answers.js';
import { buttonPressIn, slashCommandIn } from './payload.js';
import { slackGuard } from './signature.js';
import { answerCommand } from './status.js';

export interface SlackDependencies extends SlackNeeds {
  /** Reference to the signing secret; Slack is not heard without it. */
  readonly slackSecret?: string;
}

const longestBody = 64 * 1_024;
const answersWithinMs = 2_500;
const form = 'application/x-www-form-urlencoded';
const later = 'Passed on; Runback has not answered yet. Its answer follows, and `/runback status` tells how it stands';

/** In a scope of their own: nowhere else is a form taken. */
export async function slackRoutes(server: FastifyInstance, dependencies: SlackDependencies): Promise<void> {
  server.addContentTypeParser(form, { parseAs: 'string', bodyLimit: longestBody }, (_request, body, done) =>
    done(null, body),
  );
  const isSlacks = verification(dependencies);
  const schema = { hide: true };
  server.post('/slack/interactions', { schema }, async (request) => {
    const sent = await isSlacks(request);
    const press = buttonPressIn(sent);
    if (typeof press === 'string') throw new Problem(422, `${press}; nothing was sent`);
    const outcome = pressButton(dependencies, press, request.log);
    void outcome.then((said) => followUp(request, sent, said));
    return toThemAlone((await inTime(outcome)) ?? later);
  });
  server.post('/slack/commands', { schema }, async (request) => {
    const command = slashCommandIn(await isSlacks(request));
    if (command === undefined) throw new Problem(422, 'It is not a command of Slack’s');
    const answer = await inTime(answerCommand(dependencies, command));
    return toThemAlone(answer ?? 'Temporal did not answer in time; try again');
  });
}

const inTime = (said: Promise<string>): Promise<string | undefined> =>
  Promise.race([said, after(answersWithinMs, undefined, { ref: false })]);

/** The form, once it is known to be Slack's own, new, and sent once. Throws 401, or 404 where Slack is not connected. */
function verification({ slackSecret }: SlackDependencies): (request: FastifyRequest) => Promise<URLSearchParams> {
  const guard = slackGuard();
  return async ({ headers, body }) => {
    if (slackSecret === undefined)
      throw new Problem(404, 'Slack is not connected: set RUNBACK_SLACK_SIGNING_SECRET. Nothing was done');
    const secret = await resolveSecret(slackSecret).catch((error: Error) => {
      throw new Problem(503, error.message);
    });
    const sent = typeof body === 'string' ? body : '';
    const [timestamp, signature] = [headers['x-slack-request-timestamp'], headers['x-slack-signature']].map(String);
    const refused = guard(secret, { timestamp, signature, body: sent });
    if (refused !== undefined) throw new Problem(401, `Refused: ${refused}. Nothing was done`);
    return new URLSearchParams(sent);
  };
}

/** The answer to a press is shown through its response URL alone; that it cannot be shown hinders nothing. */
async function followUp({ log }: FastifyRequest, sent: URLSearchParams, said: string): Promise<void> {
  try {
    const { response_url: url } = JSON.parse(sent.get('payload') ?? '{}') as { response_url?: string };
    if (url === undefined) return;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toThemAlone(said)),
      redirect: 'error',
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) log.warn({ status: answer.status }, 'Slack did not take the answer to a button');
  } catch (error) {
    log.warn({ cause: String(error) }, 'Slack could not be told the answer to a button');
  }
}
