export { PRACTICE_USERS } from './practice-lab.ts';
export { type Demo, startDemo } from './run.ts';
