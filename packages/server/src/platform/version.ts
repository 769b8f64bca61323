import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const packageFile = join(import.meta.dirname, '../../package.json');

export const PROGRAM_VERSION = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
