import { chemistry } from './chemistry.ts';
import { haematology } from './haematology.ts';
import { incomplete } from './incomplete.ts';
import { international } from './international.ts';
import { microbiology } from './microbiology.ts';
import type { OwnMessage } from './own-message.ts';
import { sequences } from './sequences.ts';
import { structure } from './structure.ts';

export const ownMessages: OwnMessage[] = [
  ...chemistry,
  ...haematology,
  ...microbiology,
  ...sequences,
  ...international,
  ...incomplete,
  ...structure,
];
