export const INTEGRATION_TABS = ['sources', 'quarantine', 'messages', 'mapping', 'webhooks', 'try'] as const;
export type IntegrationTab = (typeof INTEGRATION_TABS)[number];
