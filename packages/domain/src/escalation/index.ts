export { dueAt, type NotifyWithin } from './due.ts';
