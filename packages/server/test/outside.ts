// What benches and journeys may use of the program besides HTTP and MLLP: the witness of the audit chain, and the starter limits.
export { verifyEvents } from '../src/audit/index.ts';
export { starterRules } from '../src/evaluation/index.ts';
