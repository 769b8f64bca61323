import { type Worklist, worklistSchema } from '@critical-callout/contract/worklist';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';
import { timed } from '../platform/server-time.ts';

export const worklistKeys = {
  all: liveKey('worklist'),
  tab: (tab: string) => liveKey('worklist', tab),
  ofPatient: (patientId: number) => liveKey('worklist', 'patient', patientId),
  list: (tab: string, query: string) => liveKey('worklist', tab, query),
};

export const fetchWorklist = (query: URLSearchParams, signal?: AbortSignal): Promise<Worklist> =>
  timed(call(worklistSchema, `/api/v1/worklist?${query}`, { signal }));
