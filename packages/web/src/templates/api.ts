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

const BASE = '/api/v1/templates';

export const templateKeys = {
  all: ['templates'] as const,
  history: (key: TemplateKey) => ['templates', key.channel, key.language, key.purpose] as const,
  preview: (request: PreviewTemplate) => ['template-preview', request] as const,
  tests: ['template-tests'] as const,
};

export const fetchTemplates = (signal?: AbortSignal): Promise<Templates> => call(templatesSchema, BASE, { signal });

export const fetchHistory = (key: TemplateKey, signal?: AbortSignal): Promise<TemplateHistory> =>
  call(templateHistorySchema, `${BASE}/history?${new URLSearchParams(key)}`, { signal });

export const fetchPreview = (body: PreviewTemplate, signal?: AbortSignal): Promise<TemplatePreview> =>
  call(templatePreviewSchema, `${BASE}/preview`, { method: 'POST', body, signal });

export const saveTemplate = (body: SaveTemplate): Promise<{ version: number }> =>
  call(savedTemplateSchema, BASE, { method: 'POST', body });

export const publishTemplate = (body: PublishTemplate): Promise<TemplateHistory> =>
  call(templateHistorySchema, `${BASE}/publish`, { method: 'POST', body });

export const sendTest = (body: TestSend): Promise<{ deliveryId: number; address: string }> =>
  call(testSentSchema, `${BASE}/test-sends`, { method: 'POST', body });

export const fetchTests = (signal?: AbortSignal): Promise<TestSends> => call(testSendsSchema, `${BASE}/test-sends`, { signal });
