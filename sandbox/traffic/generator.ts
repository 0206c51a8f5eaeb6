// Steady visitors of the simulated production: so many requests per second, evenly spaced, whatever comes back.
import { Agent, request } from 'node:http';

export interface VisitedPath {
  readonly method?: string;
  /** With its query, such as `/agents/inbox.search/search?q=meeting`. */
  readonly path: string;
  readonly body?: unknown;
}

export interface TrafficGenerator {
  start(): void;
  /** Sends no more and resolves when nothing is under way; what is not answered within two seconds is given up. */
  stop(): Promise<void>;
  sent(): number;
}

export interface TrafficSettings {
  /** The load balancer, for example `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly requestsPerSecond: number;
  /** Visited in turn; a plain string is a GET. */
  readonly paths: readonly (string | VisitedPath)[];
  /** Host header, where one listener serves several services by host. */
  readonly host?: string;
}

const connections = 16;
const mostUnderWay = 500;
const timeoutMilliseconds = 10_000;
const patienceMilliseconds = 2000;
const ticksPerSecond = 50;

/** @throws RangeError when there is no path to visit or the rate is not positive */
export function createTrafficGenerator(settings: TrafficSettings): TrafficGenerator {
  const visits = settings.paths.map((path) => (typeof path === 'string' ? { path } : path));
  if (visits.length === 0 || !(settings.requestsPerSecond > 0)) {
    throw new RangeError('A traffic generator needs at least one path and a positive number of requests per second.');
  }
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  const pace = createPace(settings.requestsPerSecond);
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;

  const visitNext = () => {
    // One step further each round, or as many targets as paths would each see one path only.
    const visit = visits[(sent + Math.floor(sent / visits.length)) % visits.length];
    if (!visit || underWay.size >= mostUnderWay) return;
    sent += 1;
    const answered = send(visit, settings, agent).finally(() => underWay.delete(answered));
    underWay.add(answered);
  };
  const tick = () => {
    for (let due = pace.due(); due > 0; due -= 1) visitNext();
  };
  return {
    start() {
      if (timer) return;
      pace.begin();
      timer = setInterval(tick, 1000 / Math.min(ticksPerSecond, settings.requestsPerSecond));
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      const outOfPatience = setTimeout(() => agent.destroy(), patienceMilliseconds);
      await Promise.all(underWay);
      clearTimeout(outOfPatience);
      agent.destroy();
    },
    sent: () => sent,
  };
}

/** How many requests are due since it was last asked; what a stall of this machine missed is not sent in one burst. */
function createPace(requestsPerSecond: number): { begin(): void; due(): number } {
  const most = requestsPerSecond / 5 + 1;
  let owed = 0;
  let before = 0;
  return {
    begin() {
      before = performance.now();
    },
    due() {
      const now = performance.now();
      owed = Math.min(owed + ((now - before) / 1000) * requestsPerSecond, most);
      before = now;
      const whole = Math.floor(owed);
      owed -= whole;
      return whole;
    },
  };
}

/** Resolves when the answer was read to its end or failed: a visitor cares for neither. */
function send({ method, path, body }: VisitedPath, { url, host }: TrafficSettings, agent: Agent): Promise<void> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(host === undefined ? {} : { host }),
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  const options = { method: method ?? (text === undefined ? 'GET' : 'POST'), headers, agent };
  return new Promise((resolve) => {
    const outgoing = request(new URL(path, url), options, (answer) => {
      answer.once('close', resolve).once('error', resolve).resume();
    });
    outgoing.setTimeout(timeoutMilliseconds, () => outgoing.destroy());
    outgoing.once('close', resolve).on('error', () => resolve());
    outgoing.end(text);
  });
}
