import { SETTINGS } from './config.ts';

const HEAD = `# Configuration

Everything is set in the environment. This page is generated from \`packages/server/src/platform/config.ts\` by
\`node packages/server/scripts/generate-configuration.ts\`; a test checks that it is current.

All problems are reported together and stop the start. An unknown name that begins with \`CALLOUT_\` is warned of. Clinical
policy (limits, deadlines, read-back rules) is data in the program, with author and date, never configuration.

| name | type | default | what it does |
|---|---|---|---|
`;

/** docs/configuration.md as it has to be. */
export function describeConfiguration(): string {
  const rows = Object.values(SETTINGS).map(({ env, kind, fallback, fallbackText, about }) => {
    const byDefault = fallbackText ?? `\`${String(fallback)}\``;
    return `| \`${env}\` | ${kind.name.replaceAll('|', '\\|')} | ${byDefault} | ${about} |\n`;
  });
  return HEAD + rows.join('');
}
