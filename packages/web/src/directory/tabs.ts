export const KINDS = ['doctor', 'person', 'ward', 'organization'] as const;
export type Kind = (typeof KINDS)[number];

export const CONTACT_TABS = ['parties', 'tasks', 'unverified', 'duplicates', 'file'] as const;
