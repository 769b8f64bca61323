export { type Problem, type Refusal, refusal } from './refusal.ts';
