/** `arn:…:parameter/applylens/prod/X` is `/applylens/prod/X`, but `arn:…:parameter/X` is `X`; a name is itself. */
export function parameterName(nameOrArn: string): string {
  const [, name] = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter\/(.+)$/.exec(nameOrArn) ?? [];
  if (name === undefined) return nameOrArn;
  return name.includes('/') ? `/${name}` : name;
}
