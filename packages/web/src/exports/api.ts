import { type Download, download } from '../platform/download.ts';

export type ExportKind = 'xlsx' | 'csv';

export const exportCallouts = (kind: ExportKind, query: URLSearchParams, options: Download): Promise<File> =>
  download(`/api/v1/exports/callouts.${kind}?${query}`, options);
