import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './db.ts';
import type { Logger } from './log.ts';

/** What every room is given first. Time always comes from `clock`, never from the machine. */
export type Deps = { db: Database; clock: Clock; config: Config; log: Logger };
