import type { FastifyReply, FastifyRequest } from 'fastify';

/** One page of what was asked for; where there are more, the Link header leads on. */
export function pageOf<Entry>(all: readonly Entry[], request: FastifyRequest, reply: FastifyReply): readonly Entry[] {
  const query = request.query as Record<string, string>;
  const perPage = within(query.per_page, 30, 100);
  const page = within(query.page, 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const links = [
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
    ...(page > 1 ? [link('prev', page - 1), link('first', 1)] : []),
  ];
  if (links.length > 0) reply.header('link', links.join(', '));
  return all.slice((page - 1) * perPage, page * perPage);

  function link(rel: string, to: number): string {
    const url = new URL(request.url, `http://${request.host}`);
    url.searchParams.set('page', `${to}`);
    return `<${url.href}>; rel="${rel}"`;
  }
}

function within(given: string | undefined, usual: number, most: number): number {
  const number = Number(given ?? usual);
  return Number.isInteger(number) && number >= 1 ? Math.min(number, most) : usual;
}
