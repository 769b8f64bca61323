import type { RawBuilder } from 'kysely';

/** `rows` selects lab_id, "row" and detail of everything that breaks the statement; no row means that it holds. */
export type Check = { id: string; statement: string; rows: (now: Date) => RawBuilder<unknown> };
