/** What the versions of settings and the files they come in say, whatever the setting. */
export const publishWords = {
  'publish.compare': 'Compare two versions',
  'publish.compare.older': 'What it was',
  'publish.compare.newer': 'What it became',
  'publish.compare.same': 'These two versions say the same.',
  'file.choose': 'CSV file',
  'file.lines': '{lines, plural, one {# line} other {# lines}}: {created} new, {changed} changed, {unchanged} as they are.',
  'file.errors': '{count, plural, one {# error} other {# errors}}. Nothing is saved until the file is right.',
  'file.errorList': 'Errors of the file',
  'file.line': 'Line',
  'file.field': 'Column',
  'file.message': 'What is wrong',
  'file.save': 'Save {lines, plural, one {# line} other {# lines}}',
  'file.nothingNew': 'The file says what is stored already; there is nothing to save.',
} as const;
