import {
  type PreviewTemplate,
  type PublishTemplate,
  type SaveTemplate,
  savedTemplateSchema,
  type TemplateHistory,
  type TemplateKey,
  type TemplatePreview,
  type Templates,
  type TestSend,
  type TestSends,
  templateHistorySchema,
  templatePreviewSchema,
  templatesSchema,
  testSendsSchema,
  testSentSchema,
} from '@critical-callout/contract/templates';
import { call } from '../platform/http.ts';

export const templateKeys = {
  all: ['templates'] as const,
  history: (key: TemplateKey) => ['templates', key.channel, key.language, key.purpose] as const,
  preview: (request: PreviewTemplate) => ['template-preview', request] as const,
  tests: ['template-tests'] as const,
};

export const fetchTemplates = (signal?: AbortSignal): Promise<Templates> =>
  call('GET /api/v1/templates', { signal }, templatesSchema);

export const fetchHistory = (key: TemplateKey, signal?: AbortSignal): Promise<TemplateHistory> =>
  call('GET /api/v1/templates/history', { query: key, signal }, templateHistorySchema);

export const fetchPreview = (body: PreviewTemplate, signal?: AbortSignal): Promise<TemplatePreview> =>
  call('POST /api/v1/templates/preview', { body, signal }, templatePreviewSchema);

export const saveTemplate = (body: SaveTemplate): Promise<{ version: number }> =>
  call('POST /api/v1/templates', { body }, savedTemplateSchema);

export const publishTemplate = (body: PublishTemplate): Promise<TemplateHistory> =>
  call('POST /api/v1/templates/publish', { body }, templateHistorySchema);

export const sendTest = (body: TestSend): Promise<{ deliveryId: number; address: string }> =>
  call('POST /api/v1/templates/test-sends', { body }, testSentSchema);

export const fetchTests = (signal?: AbortSignal): Promise<TestSends> =>
  call('GET /api/v1/templates/test-sends', { signal }, testSendsSchema);
