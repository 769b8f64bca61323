export { DowntimeSheet } from './downtime-sheet.tsx';
export { CallSheet, OrderSheet } from './order-sheets.tsx';
export { printSheet } from './print.ts';
export { PrintRoot } from './print-root.tsx';
export { Sheet } from './sheet.tsx';
