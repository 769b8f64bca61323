import { type Download, download } from '../platform/download.ts';
import type { Ask } from '../platform/routes.ts';

export type ExportQuery = Ask<'GET /api/v1/exports/callouts.csv'>['query'];
export type ExportKind = 'xlsx' | 'csv';

export const exportCallouts = (kind: ExportKind, query: ExportQuery, options: Download): Promise<File> =>
  download(`GET /api/v1/exports/callouts.${kind}`, { query }, options);
