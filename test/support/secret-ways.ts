// The ways in which a URL could get out: a run that goes well, and each way of failing that has it at hand.
import { applicationFolder } from '../../sandbox/database/application-source.js';

export interface Way {
  readonly name: string;
  /** In the timeline of the run. */
  readonly says: RegExp;
  /** Changes to the URL of production's database, and to files of the release that is left. */
  readonly url?: (url: string) => string;
  readonly files?: Readonly<Record<string, (content: string) => string>>;
  readonly tests?: readonly string[];
  /** That git is let in with; the right one unless given. */
  readonly token?: string;
}

const env = `${applicationFolder}/alembic/env.py`;
const migration = `${applicationFolder}/alembic/versions/0018_consent_log.py`;
const says = 'import os\nraise ValueError("cannot use " + os.environ["DATABASE_URL"])';
const inDowngrade = `def downgrade() -> None:
    import os
    print("connecting to", os.environ.get("DATABASE_URL"))
    import psycopg
    psycopg.conninfo.conninfo_to_dict("password " + os.environ["DATABASE_URL"])
`;

export const ways: readonly Way[] = [
  { name: 'it succeeds', says: /was taken back to 0017_email_thread/ },
  {
    name: 'the password is wrong',
    says: /password authentication failed/,
    url: (url) => url.replace(/@/, 'x@'),
  },
  { name: 'nobody is reached', says: /ECONNREFUSED/, url: (url) => url.replace(/:\d+\//, ':1/') },
  { name: 'the URL is none', says: /no postgresql:\/\/ URL/, url: (url) => url.replace('postgresql:', 'mysql:') },
  {
    name: 'git is not let in',
    says: /Fetching http:\/\/127.0.0.1:\d+\/applylens.git: .*Authentication failed/,
    token: 'ghs_unmistakable0Token1Of2Git_of_yesterday',
  },
  {
    name: 'env.py raises it',
    says: /stopped: .*cannot use …/,
    files: {
      [env]: (content) =>
        content.replace('url = ', `raise ValueError("cannot use " + os.environ["DATABASE_URL"])\n    url = `),
    },
  },
  {
    name: 'a migration says it',
    says: /missing "=" after/,
    files: { [migration]: (content) => content.replace(/def downgrade[\s\S]*/, inDowngrade) },
  },
  { name: 'the tests print it', says: /tests failed after it: .*cannot use …/, tests: ['python3', '-c', says] },
];
