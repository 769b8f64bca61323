import { describe, expect, it } from 'vitest';
import { type EvaluatedResult, isOlder, mergeResults, type Version } from './result-version.ts';

const at = (time: string | undefined): Date | null => (time ? new Date(`2026-03-02T${time}:00Z`) : null);
/** `F! 08:00 08:10`: status, `!` for critical, time of the version, MSH-7; `-` where a time is not known. */
function version(text: string): Version {
  const [status = '', versionAt, sentAt] = text.split(' ').map((part) => (part === '-' ? '' : part));
  return { status: status.replace('!', ''), isCritical: status.endsWith('!'), versionAt: at(versionAt), sentAt: at(sentAt) };
}

describe('which version is newer', () => {
  it.each([
    ['the time of the version', 'F 07:00 08:10', 'F 07:30 08:20'],
    ['MSH-7 where the times are the same', 'F 07:00 08:10', 'F 07:00 08:20'],
    ['MSH-7 before the status', 'C 07:00 08:10', 'F 07:00 08:20'],
    ['MSH-7 where a time orders nothing', 'P 07:00 08:10', 'F - 08:20'],
    ['the status where nothing else does', 'P - -', 'F - -'],
    ['the status where time and MSH-7 are the same', 'F! 07:00 08:10', 'C 07:00 08:10'],
    ['the critical one: same time, sent after a correction', 'C 07:00 08:10', 'F! 07:00 08:40'],
    ['the critical one: same time, a final sent after it', 'F 07:00 08:40', 'C! 07:00 08:10'],
    ['the critical one: older time, sent later', 'F 08:00 08:05', 'C! 07:45 08:30'],
    ['the correction sent later with an older time, both critical', 'F! 08:00 08:05', 'C! 07:45 08:30'],
    ['the correction sent later with an older time, none critical', 'F 08:00 08:05', 'C 07:45 08:30'],
    ['the final of a later time, sent before the other', 'F! 07:45 08:30', 'F! 08:00 08:05'],
    ['the critical one: a correction to normal of an older time', 'C 07:45 08:30', 'F! 08:00 08:05'],
    ['the final: an older critical preliminary sent later', 'P! 07:30 08:30', 'F 08:00 08:05'],
    ['the correction to normal', 'F! 07:00 08:10', 'C 07:30 08:20'],
    ['the correction to normal of the same time', 'F! 07:00 08:10', 'C 07:00 08:20'],
  ])('%s: %s is older than %s', (_, older, newer) => {
    expect(isOlder(version(older), version(newer))).toBe(true);
    expect(isOlder(version(newer), version(older))).toBe(false);
  });

  it('the one that arrives later, where nothing tells them apart', () => {
    expect(isOlder(version('F! 07:00 08:10'), version('F 07:00 08:10'))).toBe(false);
    expect(isOlder(version('F - -'), version('F - -'))).toBe(false);
  });

  it('a value of the same time after one was taken back', () => {
    expect(isOlder(version('F 07:00 08:10'), version('D 07:00 08:20'))).toBe(false);
  });
});

describe('a result that cannot be judged', () => {
  const evaluated = (verdict: 'cannot-say' | 'normal', senderVerdict: 'normal' | null): EvaluatedResult => ({
    result: {
      parameterCode: '2823-3',
      codeSystem: 'LN',
      parameterName: 'Potassium',
      subId: '',
      valueType: 'NM',
      value: '4.1',
      valueCodes: [],
      unit: 'furlong',
      referenceRange: null,
      flags: [],
      status: 'F',
      versionAt: null,
      sentAt: null,
      observedAt: null,
      note: null,
      place: 'OBR[1].OBX[1]',
    },
    verdict: {
      verdict,
      isCritical: false,
      isBeyondSecond: false,
      reason: 'units cannot be compared',
      senderVerdict,
      isDisagreement: false,
      limitId: null,
      limitVersion: null,
      bounds: null,
      passed: null,
      delta: null,
      tier: null,
    },
  });

  it.each([
    ['cannot-say', null, true],
    ['cannot-say', 'normal', true],
    ['normal', null, false],
  ] as const)('(%s, the sender says %s) is abnormal: %s', (verdict, senderVerdict, isAbnormal) => {
    expect(mergeResults([], [evaluated(verdict, senderVerdict)]).after).toMatchObject([{ isAbnormal }]);
  });
});
