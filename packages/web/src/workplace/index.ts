export { SoundChip } from './alarms/sound-chip.tsx';
export { useAlarms } from './alarms/use-alarms.ts';
export { verifyAudit, workplaceKeys } from './api.ts';
export { usePersonalPreferences } from './personal-preferences.ts';
export { useStatus } from './use-status.ts';
