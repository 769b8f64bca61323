import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyInstance } from 'fastify';
import { Refused } from './refused.ts';

/** PostgreSQL stores no U+0000 in text: a body or query that holds one is refused by the name of its field, for every route. */
export function refuseNulCharacters(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const field = findNul(request.body, 'body') ?? findNul(request.query, 'query') ?? findNul(request.params, 'params');
    if (field === null) return;
    const message = `${field} holds the character U+0000, which no text here may hold.`;
    throw new Refused(refusal('http.nul-character', message, { field, value: 'U+0000' }), 400);
  });
}

/** Where the first one is, `body.notification.comment`; what is not JSON (bytes, streams) is not looked into. */
function findNul(root: unknown, name: string): string | null {
  // A stack of its own: how deep a body nests is its sender's choice.
  const waiting: [string, unknown][] = [[name, root]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [place, value] = next;
    if (typeof value === 'string' && value.includes('\0')) return place;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key.includes('\0')) return place;
      waiting.push([`${place}.${key}`, inner]);
    }
  }
  return null;
}
