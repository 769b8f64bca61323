/** Sends a message over HTTP, as a feed with a key does. */
export const postHl7 = (
  baseUrl: string,
  sender: { headers: Record<string, string> },
  message: string | Buffer,
): Promise<Response> =>
  fetch(`${baseUrl}/api/v1/hl7v2`, {
    method: 'POST',
    headers: { ...sender.headers, 'content-type': 'application/hl7-v2' },
    body: typeof message === 'string' ? message : new Uint8Array(message),
  });
