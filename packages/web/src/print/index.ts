export { CallSheet, OrderSheet } from './order-sheets.tsx';
export { printSheet } from './print.ts';
export { printDowntimeSheet } from './print-downtime.tsx';
export { PrintRoot } from './print-root.tsx';
export { Sheet } from './sheet.tsx';
