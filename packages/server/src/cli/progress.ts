/** One line on the terminal that is overwritten; nothing where standard error is not a terminal. */
export function showProgress(): { say: (text: string) => void; end: () => void } {
  const out = process.stderr;
  if (!out.isTTY) return { say: () => undefined, end: () => undefined };
  const clear = '\r\u001b[K';
  return {
    say: (text) => void out.write(`${clear}${text.slice(0, Math.max(20, out.columns - 1))}`),
    end: () => void out.write(clear),
  };
}
