export { preloadPrinting, printDowntimeSheet } from './lazy.ts';
export { CallSheet, OrderSheet } from './order-sheets.tsx';
export { printSheet } from './print.ts';
export { printCallSheet } from './print-call-sheet.tsx';
export { PrintRoot } from './print-root.tsx';
export { Sheet } from './sheet.tsx';
