/** An answer of AWS that is not a success: error code, sentence and HTTP status as facts §8 gives them. */
export class AwsRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Other modelled members of the error shape. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'AwsRefusal';
  }
}

export const invalidParameter = (message: string): AwsRefusal => new AwsRefusal('InvalidParameterException', message);
export const clientException = (message: string): AwsRefusal => new AwsRefusal('ClientException', message);
export const clusterNotFound = (): AwsRefusal => new AwsRefusal('ClusterNotFoundException', 'Cluster not found.');
export const serviceNotFound = (): AwsRefusal => new AwsRefusal('ServiceNotFoundException', 'Service not found.');
