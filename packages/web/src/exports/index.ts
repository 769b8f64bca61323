export { ExportButton } from './export-button.tsx';
export type { Shown } from './export-dialog.tsx';
