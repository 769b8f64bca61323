/**
 * Runs `work` when called, but never twice at once: calls that come meanwhile are served by one more run, which begins when
 * the first is over. Whatever it asks is thus asked after the last call, and a stream of calls never keeps it from ending.
 */
export function oneAtATime(work: () => Promise<unknown>): () => void {
  let isRunning = false;
  let isAskedAgain = false;
  const run = async (): Promise<void> => {
    if (isRunning) {
      isAskedAgain = true;
      return;
    }
    isRunning = true;
    do {
      isAskedAgain = false;
      await work().catch(() => undefined);
    } while (isAskedAgain);
    isRunning = false;
  };
  return () => void run();
}
