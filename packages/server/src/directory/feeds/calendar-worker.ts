import { parentPort, workerData } from 'node:worker_threads';
import { type CalendarPeriod, readCalendar } from './read-calendar.ts';

const { text, period } = workerData as { text: string; period: CalendarPeriod };
parentPort?.postMessage(readCalendar(text, period));
