import { type Analyte, type Panel, practiceOrganisms, practicePanels } from './panels.ts';
import { type PracticePatient, practiceDoctors } from './people.ts';
import { around, between, choose, integer, pick, type Random } from './random.ts';

/** One OBX to be written. */
export type PracticeObservation = {
  code: string;
  name: string;
  type: 'NM' | 'SN' | 'ST' | 'TX' | 'CWE';
  value: string;
  unit: string;
  range: string;
  flag: string;
  status: string;
  isCritical: boolean;
};

/** An order with its one test, as the laboratory system holds it; messages are written from it. */
export type PracticeOrder = {
  placer: string;
  filler: string;
  group: string;
  patient: PracticePatient;
  doctor: { code: string; name: string; phone: string };
  test: { code: string; name: string; department: string; specimen: string };
  isUrgent: boolean;
  collectedAt: Date;
  status: 'P' | 'F' | 'C' | 'X';
  observations: PracticeObservation[];
  /** What a later message makes of a positive culture. */
  organism: { code: string; name: string } | null;
};

export type OrderIdentity = { run: string; number: number; patient: PracticePatient; now: Date };

/** Chance that a panel holds a critical value. With what micro adds, about 8 of 100 orders need a call. */
const criticalShare = 0.08;
const abnormalShare = 0.12;

export function makeOrder(random: Random, identity: OrderIdentity): PracticeOrder {
  const { patient } = identity;
  const isNewborn = patient.ward.code === 'NICU';
  if (!isNewborn && random() < 0.07) return bloodCulture(random, identity);
  const fitting = practicePanels.filter(({ wards }) =>
    isNewborn ? wards.includes('NICU') : wards.length === 0 || wards.includes(patient.ward.code),
  );
  const [first = practicePanels[0], ...rest] = fitting;
  const panel = choose<Panel>(random, [[first.weight, first], ...rest.map((one): [number, Panel] => [one.weight, one])]);
  const candidates = panel.analytes.filter(({ low, high }) => low || high);
  const critical = random() < criticalShare ? candidates[Math.floor(random() * candidates.length)] : undefined;
  return {
    ...frame(random, identity),
    test: { code: panel.code, name: panel.name, department: panel.department, specimen: panel.specimen },
    // A critical value is usually not verified at first sight.
    status: critical && random() < 0.25 ? 'P' : 'F',
    observations: panel.analytes.map((one) => (one === critical ? criticalValue(random, one) : ordinaryValue(random, one))),
    organism: null,
  };
}

function frame(
  random: Random,
  { run, number, patient, now }: OrderIdentity,
): Omit<PracticeOrder, 'test' | 'status' | 'observations' | 'organism'> {
  const doctor = practiceDoctors.find(({ code }) => code === patient.ward.doctor) ?? { code: '', name: '', phone: '' };
  return {
    placer: `P${run}-${number}`,
    filler: `F${run}-${number}`,
    group: `G${run}-${number}`,
    patient,
    doctor: { code: doctor.code, name: doctor.name, phone: doctor.phone },
    isUrgent: patient.ward.patientClass === 'emergency' || random() < 0.15,
    collectedAt: new Date(now.getTime() - integer(random, 20, 90) * 60_000),
  };
}

function observation(one: Analyte, value: string, flag: string, isCritical: boolean): PracticeObservation {
  return {
    code: one.code,
    name: one.name,
    type: 'NM',
    value,
    unit: one.unit,
    range: `${one.range[0]}-${one.range[1]}`,
    flag,
    status: '',
    isCritical,
  };
}

function ordinaryValue(random: Random, one: Analyte): PracticeObservation {
  const [low, high] = one.range;
  const width = high - low;
  let number = Math.min(Math.max(around(random, one.healthy.middle, one.healthy.spread), low), high);
  // Just outside the reference interval: abnormal, far from critical.
  if (random() < abnormalShare && width > 0.15)
    number = random() < 0.5 && low > 0 ? low - width * between(random, 0.02, 0.1) : high + width * between(random, 0.02, 0.12);
  const value = number.toFixed(one.decimals);
  return observation(one, value, Number(value) < low ? 'L' : Number(value) > high ? 'H' : '', false);
}

function criticalValue(random: Random, one: Analyte): PracticeObservation {
  const isLow = one.low !== undefined && (one.high === undefined || random() < 0.5);
  const [from, to] = (isLow ? one.low : one.high) ?? one.range;
  const value = between(random, from, to).toFixed(one.decimals);
  // Not every system marks its criticals: the number must be enough.
  const flag = choose(random, [
    [80, isLow ? 'LL' : 'HH'],
    [15, isLow ? 'L' : 'H'],
    [5, ''],
  ]);
  return observation(one, value, flag, true);
}

function bloodCulture(random: Random, identity: OrderIdentity): PracticeOrder {
  const organism = random() < 0.15 ? pick(random, practiceOrganisms) : null;
  const said = organism
    ? `${organism.gram} seen in ${pick(random, ['aerobic', 'anaerobic', 'both'])} bottle`
    : 'No growth after 48 hours';
  const type = 'TX' as const;
  return {
    ...frame(random, identity),
    test: { code: '600-7', name: 'Blood culture', department: 'MB', specimen: 'BLD^Blood' },
    status: 'P',
    observations: organism
      ? [
          {
            code: '664-3',
            name: 'Gram stain',
            type,
            value: said,
            unit: '',
            range: '',
            flag: random() < 0.85 ? 'AA' : 'A',
            status: '',
            isCritical: true,
          },
        ]
      : [
          {
            code: '600-7',
            name: 'Bacteria identified',
            type,
            value: said,
            unit: '',
            range: '',
            flag: '',
            status: '',
            isCritical: false,
          },
        ],
    organism: organism ? { code: organism.code, name: organism.name } : null,
  };
}

export function hasCritical(order: PracticeOrder): boolean {
  return order.observations.some(({ isCritical }) => isCritical);
}

/** The final report of a preliminary order: same values; a positive culture gets its organism. */
export function finalOf(order: PracticeOrder): PracticeOrder {
  const { organism } = order;
  if (!organism) return { ...order, status: 'F' };
  const identified: PracticeObservation = {
    code: '600-7',
    name: 'Bacteria identified',
    type: 'CWE',
    value: `${organism.code}^${organism.name}^SCT`,
    unit: '',
    range: '',
    flag: 'AA',
    status: '',
    isCritical: true,
  };
  return { ...order, status: 'F', observations: [...order.observations, identified] };
}

/** A correction of what was critical: to a value inside the range, or to a worse one, or withdrawn as posted wrongly. */
export function correctionOf(order: PracticeOrder, kind: 'normal' | 'worse' | 'withdrawn'): PracticeOrder {
  const observations = order.observations.map((one): PracticeObservation => {
    if (!one.isCritical || one.type !== 'NM') return one;
    if (kind === 'withdrawn') return { ...one, value: '', flag: '', status: 'W', isCritical: false };
    const [low = 0, high = 0] = one.range.split('-').map(Number);
    const decimals = one.value.split('.')[1]?.length ?? 0;
    if (kind === 'normal')
      return { ...one, value: ((low + high) / 2).toFixed(decimals), flag: '', status: 'C', isCritical: false };
    const isLow = Number(one.value) < low;
    return {
      ...one,
      value: (Number(one.value) * (isLow ? 0.95 : 1.05)).toFixed(decimals),
      flag: isLow ? 'LL' : 'HH',
      status: 'C',
    };
  });
  return { ...order, status: 'C', observations };
}
