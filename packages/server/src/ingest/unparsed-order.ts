import type { CriticalFlag } from '@critical-callout/domain/ingest';
import type { IncomingOrder } from '@critical-callout/domain/result';

const TEST = { testCode: 'UNREADABLE', testName: 'Unreadable message' };

/** The order number under which an unreadable message stands on the worklist. */
export function unparsedBillNumber(sha256: string): string {
  return `unreadable-${sha256.slice(0, 16)}`;
}

/**
 * A message that cannot be read, or that we could not process, and that carries HH, LL or AA becomes an order of its own:
 * a person looks at it (domain.md section 4, "unparsed critical"). `status` D takes it back once a replay has read it.
 */
export function unparsedOrder(sha256: string, flags: readonly CriticalFlag[], status: 'F' | 'D'): IncomingOrder {
  const billNumber = unparsedBillNumber(sha256);
  const value = flags
    .map((found) => `${found.parameterName} ${found.value} ${found.unit} ${found.flag}`.replaceAll(/\s+/g, ' '))
    .join('\n');
  return {
    billNumber,
    accessionNumber: null,
    patient: {
      identifier: null,
      authority: '',
      identifierType: null,
      secondIdentifier: null,
      secondIdentifierType: null,
      familyName: null,
      givenName: null,
      title: null,
      born: null,
      sex: null,
      died: false,
    },
    ordering: null,
    patientClass: null,
    ward: null,
    room: null,
    bed: null,
    visitNumber: null,
    priority: null,
    orderedAt: null,
    reports: [
      {
        fillerOrderNumber: billNumber,
        ...TEST,
        departmentCode: null,
        specimen: null,
        specimenCode: null,
        status: 'final',
        collectedAt: null,
        resultedAt: null,
        isCollected: true,
        results: [
          {
            parameterCode: TEST.testCode,
            codeSystem: '',
            parameterName: TEST.testName,
            subId: '',
            valueType: 'TX',
            value: value || 'carries a critical flag',
            valueCodes: [],
            unit: null,
            referenceRange: null,
            flags: [...new Set(flags.map((found) => found.flag))],
            status,
            versionAt: null,
            sentAt: null,
            observedAt: null,
            note: null,
            place: 'MSH',
          },
        ],
      },
    ],
  };
}
