/** Where a person reads a file of a repository in the browser; undefined for a repository that is no host's which is known. */
export function fileLink(
  repository: string,
  { commit, path, line }: { readonly commit: string; readonly path: string; readonly line?: number | undefined },
): string | undefined {
  const [, host, name] =
    /^(?:https:\/\/|ssh:\/\/git@|git@)(github\.com|gitlab\.com)[/:](.+?)(?:\.git)?\/?$/i.exec(repository) ?? [];
  if (host === undefined || name === undefined) return undefined;
  const between = host.toLowerCase() === 'gitlab.com' ? '/-/blob' : '/blob';
  const file = path.split('/').map(encodeURIComponent).join('/');
  return `https://${host.toLowerCase()}/${name}${between}/${commit}/${file}${line === undefined ? '' : `#L${line}`}`;
}
