import { hostname, networkInterfaces } from 'node:os';

/** Addresses nobody but this machine reaches. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost'];
const MAX_NAMES = 6;

/** How another machine may call this one, the likeliest first: a person picks, the program cannot know which network is meant. */
export function machineNames(publicUrl: string): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  const names = [new URL(publicUrl).hostname, hostname(), ...addresses].filter((name) => !LOOPBACK.includes(name));
  return [...new Set(names)].slice(0, MAX_NAMES);
}
