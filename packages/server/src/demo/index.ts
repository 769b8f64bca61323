export { type CapturedMail, type Mailbox, startMailbox } from './mailbox.ts';
export { PRACTICE_USERS } from './practice-lab.ts';
export { type Demo, startDemo } from './run.ts';
