import { useQuery } from '@tanstack/react-query';
import { serverNow } from '../platform/server-time.ts';
import { fetchStatus, workplaceKeys } from './api.ts';

const EVERY_MS = 60_000;
/** Asked a moment after the deadline, so that the answer says overdue. */
const AFTER_DUE_MS = 500;

/** What the strip and the alarms say; asked with every event, once a minute, and when something falls due. */
export const useStatus = () =>
  useQuery({
    queryKey: workplaceKeys.status,
    queryFn: ({ signal }) => fetchStatus(signal),
    refetchIntervalInBackground: true,
    refetchInterval: ({ state: { data } }) => {
      const dueAt = data?.work?.nextDueAt;
      const dueInMs = dueAt ? Date.parse(dueAt) - serverNow() + AFTER_DUE_MS : EVERY_MS;
      return Math.max(1_000, Math.min(EVERY_MS, dueInMs));
    },
  });
