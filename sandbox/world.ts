// The seam between the sandbox's control plane (aws/) and its data plane (traffic/): what the one may ask of the other.

/** Time in the simulated production: real seconds divided by `timeScale` (1 in profile `aws`, 30 in profile `quick`). */
export interface SimulatedTime {
  readonly timeScale: number;
  /** Milliseconds since the epoch: real, never scaled. */
  now(): number;
  /** Real milliseconds that a documented AWS duration (in seconds) lasts in this profile. */
  lasts(awsSeconds: number): number;
  /** Resolves after a documented AWS duration (in seconds); rejects when the sandbox stops. */
  pass(awsSeconds: number, signal?: AbortSignal): Promise<void>;
}

export interface TaskToRun {
  readonly taskArn: string;
  readonly taskId: string;
  readonly serviceName: string;
  readonly image: string;
  readonly imageDigest: string;
  /** Instead of the image's own, as RunTask may say. */
  readonly command?: readonly string[];
  /** The container's environment from its task definition, secrets included. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes each line that it prints. */
  readonly print: (line: string) => void;
}

/** A task's process: a real HTTP listener on 127.0.0.1. */
export interface RunningTask {
  readonly port: number;
  /** Set when the process ended by itself. */
  readonly exited: Promise<{ readonly exitCode: number; readonly reason: string }>;
  /** SIGTERM in AWS terms: answers what is under way, then closes; resolves when closed, with an exit code unless it is 0. */
  stop(): Promise<number | void>;
}

export interface TaskRuntime {
  /** Starts the container; rejects with the stopped reason when the image cannot start. */
  start(task: TaskToRun): Promise<RunningTask>;
}

export interface Target {
  /** The task's address as ECS registers it (an IP address in AWS; here the task id). */
  readonly id: string;
  readonly port: number;
}

export interface TargetGroupSettings {
  readonly arn: string;
  readonly name: string;
  /** Durations in AWS seconds. */
  readonly healthCheck: {
    readonly path: string;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
    /** As in AWS: "200", "200-299", "200,302". */
    readonly matcher: string;
  };
  readonly deregistrationDelaySeconds: number;
  readonly stickiness: boolean;
}

/** State, reason and description are exactly those of facts §6 (healthy | initial | unhealthy | unused | draining). */
export interface TargetHealth {
  readonly target: Target;
  readonly state: 'healthy' | 'initial' | 'unhealthy' | 'unused' | 'draining';
  readonly reason?: string;
  readonly description?: string;
}

export interface WeightedTargetGroup {
  readonly targetGroupArn: string;
  readonly weight: number;
}

export interface ForwardRule {
  readonly ruleArn: string;
  /** "1" … "50000", or "default". */
  readonly priority: string;
  readonly pathPatterns: readonly string[];
  readonly forwardTo: readonly WeightedTargetGroup[];
  readonly stickinessSeconds?: number;
}

/** The load balancer's data plane: a real weighted reverse proxy. */
export interface TrafficRouter {
  addTargetGroup(settings: TargetGroupSettings): void;
  updateTargetGroup(settings: TargetGroupSettings): void;
  /** Replaces the listener's rules; takes effect after the propagation delay. */
  setRules(rules: readonly ForwardRule[]): void;
  register(targetGroupArn: string, target: Target): void;
  /** No new requests at once; resolves when the deregistration delay is over (it does not end early). */
  deregister(targetGroupArn: string, target: Target): Promise<void>;
  /** Registered and draining targets. */
  health(targetGroupArn: string): readonly TargetHealth[];
}
