import type { MessageHeader } from './header.ts';
import type { ReportSegments } from './report.ts';
import type { Segment } from './segments.ts';

/** What belongs to one patient: PID to the next PID. A message has one as a rule; ORU^R01 allows several. */
export type PatientGroup = {
  pid: Segment | null;
  pv1: Segment | null;
  reports: ReportSegments[];
  /** OBX before any OBR: specimen observations of OUL^R22, or a broken message. */
  orphans: ReportSegments['observations'];
};

type Cursor = {
  group: PatientGroup;
  report: ReportSegments | null;
  orc: Segment | null;
  spm: Segment | null;
  notes: Segment[] | null;
};

/**
 * Walks the segments once and hangs each where the message structure puts it. ORC stands before its OBR in ORU^R01 and
 * after it in OUL^R22 and R23; SPM after the OBX in ORU^R01 and OUL^R24, before the OBR in OUL^R22.
 */
export function groupSegments(segments: Segment[], header: MessageHeader): PatientGroup[] {
  const specimenFirst = header.messageCode === 'OUL' && (header.triggerEvent === 'R22' || header.triggerEvent === 'R23');
  const first = emptyGroup();
  const groups = [first];
  const cursor: Cursor = { group: first, report: null, orc: null, spm: null, notes: null };
  segments.forEach((segment, index) => {
    if (segment.name === 'PID') {
      const isFresh = cursor.group.pid === null && cursor.group.reports.length === 0;
      if (!isFresh) {
        cursor.group = emptyGroup();
        groups.push(cursor.group);
      }
      cursor.group.pid = segment;
      Object.assign(cursor, { report: null, orc: null, spm: null, notes: null });
    } else if (segment.name === 'ORC') {
      placeOrder(cursor, segment, segments, index);
    } else if (segment.name === 'SPM') {
      cursor.notes = null;
      if (specimenFirst) cursor.spm = segment;
      else if (cursor.report) cursor.report.spm ??= segment;
    } else {
      placeOther(cursor, segment);
    }
  });
  for (const group of groups) {
    const [next] = group.reports;
    if (next && group.orphans.length > 0) next.observations.unshift(...group.orphans.splice(0));
  }
  return groups;
}

function emptyGroup(): PatientGroup {
  return { pid: null, pv1: null, reports: [], orphans: [] };
}

function placeOrder(cursor: Cursor, orc: Segment, segments: Segment[], index: number): void {
  cursor.notes = null;
  const report = cursor.report;
  const isAfterItsObr = report !== null && report.observations.length === 0 && isObservationNext(segments, index);
  if (isAfterItsObr) report.orc = orc;
  else cursor.orc = orc;
}

function isObservationNext(segments: Segment[], from: number): boolean {
  for (let at = from + 1; at < segments.length; at++) {
    const name = segments[at]?.name;
    if (name === 'OBX') return true;
    if (name === 'OBR' || name === 'ORC' || name === 'PID') return false;
  }
  return false;
}

function placeOther(cursor: Cursor, segment: Segment): void {
  const { group, report } = cursor;
  switch (segment.name) {
    case 'PV1':
      group.pv1 ??= segment;
      cursor.notes = null;
      return;
    case 'OBR': {
      const next: ReportSegments = { obr: segment, orc: cursor.orc, spm: cursor.spm, tq1: null, observations: [], notes: [] };
      group.reports.push(next);
      cursor.report = next;
      cursor.notes = next.notes;
      return;
    }
    case 'TQ1':
      if (report) report.tq1 ??= segment;
      return;
    case 'OBX': {
      const observation = { obx: segment, notes: [] };
      (report ? report.observations : group.orphans).push(observation);
      cursor.notes = observation.notes;
      return;
    }
    case 'NTE':
      // Null after PID, PV1, ORC, SPM: those notes speak of no result.
      cursor.notes?.push(segment);
      return;
  }
}
