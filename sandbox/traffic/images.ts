/** What the container image behind a digest does once it runs: the one place where a release's quality is decided. */
export interface ImageBehaviour {
  /** The release as /version tells it, for example `1.2.2`. */
  readonly version: string;
  readonly commit: string;
  /** ISO 8601. */
  readonly builtAt: string;
  /** Share (0–1) of application requests answered 500; /health and /version are not among them. */
  readonly errorRate: number;
  /** Real seconds before an application request is answered. */
  readonly latencySeconds: number;
  /** How the process fares: stays up, never starts, or ends by itself after so many AWS seconds. */
  readonly startsUp: true | { readonly exitCode: number; readonly after: 'start' | number };
  /** False: the process runs, but nothing listens on its port. */
  readonly listens: boolean;
  /** False: /health answers 503. */
  readonly healthy: boolean;
  /** What /health tells besides, where it is not healthy. */
  readonly unhealthyBecause?: string | undefined;
  /** Path → what it asks of production's database before it answers there; a failed query is a 500, of `/health` a 503. */
  readonly queries?: Readonly<Record<string, string>> | undefined;
  /** How it treats its connections: the share (0–1) of queries after which one is never given back, real seconds of waiting for one. */
  readonly connections?: { readonly leaked: number; readonly waitSeconds: number } | undefined;
  /** Paths that read the user's mail before they answer; where the provider fails that is a 500. */
  readonly readsMail?: readonly string[] | undefined;
  /** What lies in it, by path; nothing of interest unless given. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Lines of its log: as it starts, and with every 500 instead of the usual traceback. */
  readonly prints?:
    | { readonly atStart?: readonly string[] | undefined; readonly atFailure?: readonly string[] | undefined }
    | undefined;
}

export interface Images {
  push(digest: string, behaviour: ImageBehaviour): void;
  behaviourOf(digest: string): ImageBehaviour | undefined;
}

/** The registry's contents by digest. Pushing a digest again changes running tasks too, so that a trouble can come or go by itself. */
export function createImages(): Images {
  const pushed = new Map<string, ImageBehaviour>();
  return {
    push(digest, behaviour) {
      if (!(behaviour.errorRate >= 0 && behaviour.errorRate <= 1)) {
        throw new RangeError(`errorRate is a share from 0 to 1, but image ${digest} has ${behaviour.errorRate}`);
      }
      pushed.set(digest, behaviour);
    },
    behaviourOf: (digest) => pushed.get(digest),
  };
}
