import { expect, it } from 'vitest';
import { CriticalValues, maySign, SIGN_VIA } from './index.ts';

it('always_notify holds back only the manual signature of a report whose callout is open', () => {
  const refused = Object.values(CriticalValues).flatMap((criticalValues) =>
    SIGN_VIA.filter((via) => maySign({ criticalValues, isAlwaysNotify: true, via }) !== null).map(
      (via) => `${criticalValues} ${via}`,
    ),
  );
  expect(refused).toEqual(['1 manual', '4 manual']);
});

it('without always_notify everything is signed', () => {
  for (const criticalValues of Object.values(CriticalValues))
    expect(maySign({ criticalValues, isAlwaysNotify: false, via: 'manual' })).toBeNull();
});
