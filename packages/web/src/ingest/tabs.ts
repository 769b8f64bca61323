export const INTEGRATION_TABS = ['sources', 'quarantine', 'messages', 'mapping', 'try'] as const;
export type IntegrationTab = (typeof INTEGRATION_TABS)[number];
