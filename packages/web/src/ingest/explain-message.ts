import type { TriedMessage } from '@critical-callout/contract/sources';
import { fetchMessage, tryMessage } from './api.ts';

/** A stored message and what its source makes of it today. */
export async function explainMessage(
  id: number,
  sourceId: number,
  signal?: AbortSignal,
): Promise<{ text: string; message: TriedMessage['messages'][number] }> {
  const { text } = await fetchMessage(id, signal);
  const { messages } = await tryMessage(sourceId, text);
  const [message] = messages;
  if (!message) throw new Error(`message ${id} is empty`);
  return { text, message };
}
