export { explainMessage } from './explain-message.ts';
export { TriedOne } from './message-tester.tsx';
export { OrderMessage } from './order-message.tsx';
