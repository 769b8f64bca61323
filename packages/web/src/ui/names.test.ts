import { expect, it } from 'vitest';
import { formatName, groupIdentifier, identifierLabel } from './names.ts';

it.each([
  [{ familyName: 'Sample', givenName: 'John', title: 'Mr' }, 'SAMPLE, John (Mr)'],
  [{ familyName: 'O’Brien-Straße', givenName: 'Zoë', title: null }, 'O’BRIEN-STRASSE, Zoë'],
  [{ familyName: 'Sample', givenName: null, title: null }, 'SAMPLE'],
  [{ familyName: null, givenName: 'John', title: null }, 'John'],
  [{ familyName: ' ', givenName: '', title: 'Mr' }, null],
])('%j is shown as %s', (name, words) => expect(formatName(name)).toBe(words));

it.each([
  ['1297287652', '129 728 7652'],
  ['12345678', '1 234 5678'],
  ['1234567', '123 4567'],
  ['123456', '123456'],
  ['AB-1234567', 'AB-1234567'],
])('number %s is read out as %s', (number, words) => expect(groupIdentifier(number)).toBe(words));

it('types of identifiers have the words of the telephone; unknown ones stay as sent', () => {
  expect(['MR', 'vn', 'XX9', null].map((type) => identifierLabel(type))).toEqual(['MRN', 'Visit', 'XX9', 'ID']);
});

it('calls and groups a number as the laboratory says, and by threes where the length is another', () => {
  const formats = [
    { type: 'MR', label: 'Hospital no.', groups: [2, 4, 4] },
    { type: 'SS', label: 'SSN', groups: [] },
    { type: 'NI', label: 'Letters', groups: [2, 6, 1] },
  ];
  expect(identifierLabel('mr', formats)).toBe('Hospital no.');
  expect(identifierLabel('VN', formats)).toBe('Visit');
  expect(groupIdentifier('1297287652', 'MR', formats)).toBe('12 9728 7652');
  expect(groupIdentifier('12972876', 'MR', formats)).toBe('1 297 2876');
  expect(groupIdentifier('1297287652', 'SS', formats)).toBe('1297287652');
  expect(groupIdentifier('AB123456C', 'NI', formats)).toBe('AB 123456 C');
});
