import { sessionLasts } from './sessions.js';

const name = 'runback';

/** The session's id that a request carries. */
export const sessionIdIn = (cookies: string | undefined): string | undefined =>
  (cookies ?? '')
    .split(';')
    .map((each) => each.trim().split('='))
    .find(([key]) => key === name)?.[1];

const attributes = (secure: boolean): string => `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

export const cookieOf = (id: string, secure: boolean): string =>
  `${name}=${id}; Max-Age=${sessionLasts / 1_000}; ${attributes(secure)}`;

export const noCookie = (secure: boolean): string => `${name}=; Max-Age=0; ${attributes(secure)}`;
