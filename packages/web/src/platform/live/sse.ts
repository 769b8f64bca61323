/** One server-sent event as it stands on the wire. A comment (a line that starts with a colon) only proves life. */
export type ServerSentEvent = { id: string | null; data: string };

/** The longest event we keep while waiting for its end; ours are a few hundred characters. */
const MAX_BUFFER = 1_000_000;

/**
 * Reads text/event-stream piece by piece. The browser's own EventSource hides comments and status codes, and both are
 * needed: a comment every 15 s tells a quiet night from a dead line, and 401 means that the session is over.
 */
export function createEventReader(): (piece: string) => ServerSentEvent[] {
  let buffer = '';
  return (piece) => {
    buffer += piece;
    const blocks = buffer.split(/\r\n\r\n|\n\n|\r\r/);
    buffer = (blocks.pop() ?? '').slice(-MAX_BUFFER);
    return blocks.flatMap((block) => readBlock(block));
  };
}

function readBlock(block: string): ServerSentEvent[] {
  let id: string | null = null;
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon === 0 || line === '') continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') id = value;
    if (field === 'data') data.push(value);
  }
  return data.length > 0 || id !== null ? [{ id, data: data.join('\n') }] : [];
}
