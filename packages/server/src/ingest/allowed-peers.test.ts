import { expect, it } from 'vitest';
import { isPeerAllowed } from './allowed-peers.ts';

it.each([
  [[], '10.1.2.3', true],
  [['10.1.2.3'], '10.1.2.3', true],
  [['10.1.2.3'], '::ffff:10.1.2.3', true],
  [['10.1.2.3'], '10.1.2.4', false],
  [['10.1.2.0/24'], '10.1.2.200', true],
  [['10.1.2.0/24'], '10.1.3.1', false],
  [['192.0.2.1', 'fd00::/8'], 'fd12::1', true],
  [['fd00::/8'], 'fe80::1%eth0', false],
  [['10.1.2.0/24'], null, false],
  [['10.1.2.0/24'], 'not an address', false],
] as const)('%j lets %s in: %s', (allowed, peer, isAllowed) => {
  expect(isPeerAllowed(allowed, peer)).toBe(isAllowed);
});
