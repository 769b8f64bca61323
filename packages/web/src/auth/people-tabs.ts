export const PERSON_TABS = ['users', 'roles', 'keys', 'review'] as const;
export type PersonTab = (typeof PERSON_TABS)[number];
