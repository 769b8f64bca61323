import {
  type ChosenCase,
  type FirstCalls,
  firstCallsSchema,
  type Practice,
  practiceSchema,
} from '@critical-callout/contract/practice';
import { useQuery } from '@tanstack/react-query';
import { useMay, useMe } from '../auth/index.ts';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';

export const practiceKey = liveKey('practice');

/** What somebody does in a case is told by the server's events; this only makes sure. */
const LOOK_EVERY_MS = 5_000;

export const fetchPractice = (signal?: AbortSignal): Promise<Practice> =>
  call('GET /api/v1/practice', { signal }, practiceSchema);
export const startCase = (body: ChosenCase): Promise<Practice> => call('POST /api/v1/practice/start', { body }, practiceSchema);
export const endCase = (body: ChosenCase): Promise<Practice> => call('POST /api/v1/practice/end', { body }, practiceSchema);

export const firstCallsKey = liveKey('practice-first-calls');
export const fetchFirstCalls = (signal?: AbortSignal): Promise<FirstCalls> =>
  call('GET /api/v1/practice/first-calls', { signal }, firstCallsSchema);

export const usePractice = (isAsked = true) =>
  useQuery({
    queryKey: practiceKey,
    queryFn: ({ signal }) => fetchPractice(signal),
    enabled: isAsked,
    refetchInterval: LOOK_EVERY_MS,
  });

const NONE: Practice['cases'] = [];

/** The cases of this person, and those that run, the last begun first; nothing is asked in a live laboratory. */
export function useRunningCases(): { cases: Practice['cases']; running: Practice['cases'] } {
  const { lab } = useMe();
  const { data } = usePractice(useMay('callout.write') && lab.isPractice);
  const cases = data?.cases ?? NONE;
  const running = cases.filter(({ state }) => state === 'running');
  return { cases, running: running.sort((one, other) => (other.run?.startedAt ?? '').localeCompare(one.run?.startedAt ?? '')) };
}
