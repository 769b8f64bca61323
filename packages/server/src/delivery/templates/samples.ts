import type { Message, MessageTest } from './message.ts';

/** What a preview shows: an ordinary order, one with long names and many tests, one whose names are markup and right-to-left. */
export const SAMPLE_NAMES = ['ordinary', 'long', 'hostile'] as const;
export type SampleName = (typeof SAMPLE_NAMES)[number];

type Sample = Omit<Message, 'purpose' | 'language' | 'level' | 'mark'>;

const POTASSIUM: MessageTest = {
  name: 'Potassium',
  isCorrected: false,
  isUnclear: false,
  values: [
    { parameter: 'Potassium', value: '6.8', unit: 'mmol/L', referenceRange: '3.5-5.1', previousValue: '', mark: 'critical-high' },
  ],
};

const ORDINARY: Sample = {
  labName: 'Northgate Laboratory',
  recipientName: 'Dr. Ann Reyes',
  patientName: 'Haddad, Karim',
  orderNumber: 'ORD-77',
  accessionNumber: 'A-1001',
  callbackName: 'Sarah Vance',
  callbackPhone: '+44 20 7946 0000',
  comment: 'Repeat sample sent',
  link: 'https://callout.example/a/sample',
  dueAt: '4 May 2026, 03:32 BST',
  firstToldAt: '4 May 2026, 03:10 BST',
  firstToldBy: 'Sarah Vance',
  escalationStep: '2',
  isReopened: false,
  tests: [POTASSIUM],
};

const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff-Müller-Lüdenscheidt, Maximiliana Theodora Wilhelmine';

export const SAMPLES: Record<SampleName, Sample> = {
  ordinary: ORDINARY,
  long: {
    ...ORDINARY,
    labName: 'Zentrallabor für Laboratoriumsmedizin und Mikrobiologie der Universitätsklinik, Standort Nord',
    recipientName: `Prof. Dr. med. ${LONG_NAME}`,
    patientName: LONG_NAME,
    orderNumber: 'ORD-2026-0000000000000077',
    accessionNumber: 'ACC-2026-05-04-0000001001',
    comment: 'Haemolysed sample; a repeat was asked for and is on its way. '.repeat(6).trim(),
    isReopened: true,
    tests: Array.from({ length: 12 }, (_, index) => ({
      ...POTASSIUM,
      name: `Comprehensive metabolic panel with ionised calcium, section ${index + 1}`,
      values: [
        {
          parameter: 'Calcium, ionised',
          value: '1.85',
          unit: 'mmol/L',
          referenceRange: '1.15-1.33',
          previousValue: '',
          mark: 'critical-high' as const,
        },
      ],
    })),
  },
  hostile: {
    ...ORDINARY,
    labName: 'Labor <b>"O\'Neil" & Söhne</b>',
    recipientName: 'ד"ר יעל כהן',
    patientName: 'كريم حداد <script>alert(1)</script>',
    orderNumber: '{{ orderNumber }}',
    accessionNumber: 'A-1001" onload="alert(1)',
    callbackName: '{% if link %}x{% endif %}',
    comment: '</p><img src=x onerror=alert(1)>\nBcc: thief@evil.example\n\u202e8.6',
    tests: [
      {
        name: 'بوتاسيوم <i>K</i>',
        isCorrected: true,
        isUnclear: false,
        values: [
          {
            parameter: 'بوتاسيوم',
            value: '<0.5',
            unit: '10⁹/L & more',
            referenceRange: '>1.0',
            previousValue: '6.8 mmol/L',
            mark: 'corrected',
          },
        ],
      },
      { name: 'Blood culture', isCorrected: false, isUnclear: true, values: [] },
    ],
  },
};

/** For a test sent to somebody: every name says that it is none. */
export const TEST_SAMPLE: Sample = {
  ...ORDINARY,
  labName: '',
  recipientName: 'Test',
  patientName: 'Test',
  orderNumber: 'TEST-0',
  accessionNumber: 'TEST-0',
  callbackName: '',
  callbackPhone: '',
  comment: '',
  link: '',
  dueAt: '',
  firstToldAt: '',
  firstToldBy: '',
  escalationStep: '0',
  tests: [
    {
      name: 'Test',
      isCorrected: false,
      isUnclear: false,
      values: [{ parameter: 'Test', value: '0', unit: '', referenceRange: '', previousValue: '', mark: null }],
    },
  ],
};
