import type { PatientClass } from '../result/index.ts';
import { integer, pick, type Random } from './random.ts';

/** Everybody here is invented. Telephone numbers and domains are of the ranges reserved for fiction and examples. */
export type PracticeDoctor = { code: string; name: string; phone: string; email: string; organization: string };
export type PracticeWard = { code: string; name: string; patientClass: PatientClass; beds: number; doctor: string };
export type PracticeOrganization = { code: string; name: string; email: string; phone: string; fax: string };
export type PracticePatient = {
  identifier: string;
  account: string;
  familyName: string;
  givenName: string;
  born: string;
  sex: 'F' | 'M';
  ward: PracticeWard;
  room: string;
  bed: string;
  visit: string;
};

export const practiceOrganizations: readonly PracticeOrganization[] = [
  {
    code: 'NGH',
    name: 'Northgate General Hospital',
    email: 'critical@northgate.example',
    phone: '+1 555 0110',
    fax: '+1 555 0111',
  },
  {
    code: 'HFC',
    name: 'Harbour Family Clinic',
    email: 'results@harbourclinic.example',
    phone: '+1 555 0120',
    fax: '+1 555 0121',
  },
  {
    code: 'LDC',
    name: 'Lakeside Dialysis Centre',
    email: 'nurses@lakesidedialysis.example',
    phone: '+1 555 0130',
    fax: '+1 555 0131',
  },
];

export const practiceDoctors: readonly PracticeDoctor[] = [
  {
    code: '7001',
    name: 'Dr. Amara Whitfield',
    phone: '+1 555 0141',
    email: 'a.whitfield@northgate.example',
    organization: 'NGH',
  },
  { code: '7002', name: 'Dr. Henrik Solano', phone: '+1 555 0142', email: 'h.solano@northgate.example', organization: 'NGH' },
  {
    code: '7003',
    name: 'Dr. Priya Castellan',
    phone: '+1 555 0143',
    email: 'p.castellan@northgate.example',
    organization: 'NGH',
  },
  { code: '7004', name: 'Dr. Owen Marchetti', phone: '+1 555 0144', email: 'o.marchetti@northgate.example', organization: 'NGH' },
  {
    code: '7005',
    name: 'Dr. Lucia Brandvold',
    phone: '+1 555 0145',
    email: 'l.brandvold@harbourclinic.example',
    organization: 'HFC',
  },
  {
    code: '7006',
    name: 'Dr. Tomas Ebbing',
    phone: '+1 555 0146',
    email: 't.ebbing@lakesidedialysis.example',
    organization: 'LDC',
  },
];

const ward = (code: string, name: string, patientClass: PatientClass, beds: number, doctor: string): PracticeWard => ({
  code,
  name,
  patientClass,
  beds,
  doctor,
});

export const practiceWards: readonly [PracticeWard, ...PracticeWard[]] = [
  ward('ED', 'Emergency department', 'emergency', 24, '7001'),
  ward('ICU', 'Intensive care', 'inpatient', 12, '7002'),
  ward('MED3', 'Medicine, third floor', 'inpatient', 28, '7003'),
  ward('SURG', 'Surgery', 'inpatient', 26, '7004'),
  ward('ONC', 'Oncology', 'inpatient', 18, '7003'),
  ward('NICU', 'Newborn intensive care', 'inpatient', 10, '7002'),
  ward('HFC', 'Harbour Family Clinic', 'outpatient', 1, '7005'),
  ward('LDC', 'Lakeside Dialysis Centre', 'outpatient', 16, '7006'),
];

const families = [
  'Abernathy',
  'Bellweather',
  'Castor',
  'Dunmore',
  'Eastlake',
  'Farrow',
  'Greenway',
  'Hollins',
  'Ingram',
  'Jarrow',
  'Kettering',
  'Lockhart',
  'Merriweather',
  'Norwood',
  'Oakhurst',
  'Pennington',
  'Quimby',
  'Ravensworth',
  'Selwyn',
  'Tamworth',
  'Underhill',
  'Vance',
  'Wexford',
  'Yarrow',
  'Achterberg',
  'Bianchetti',
  'Delacroix-Roy',
  'Eriksdotter',
  'Fontanelle',
  'Grünfeld',
  'Hashimori',
  "O'Malley-Reyes",
  'Núñez-Vara',
  'Szczepaniak',
] as const;
const women = [
  'Adele',
  'Beatrix',
  'Clara',
  'Daphne',
  'Elena',
  'Fiona',
  'Greta',
  'Hazel',
  'Imani',
  'Jolene',
  'Keiko',
  'Leila',
  'Maeve',
  'Noor',
  'Olive',
] as const;
const men = [
  'Alden',
  'Boris',
  'Cyrus',
  'Dmitri',
  'Emil',
  'Franco',
  'Gideon',
  'Hamid',
  'Ivor',
  'Jonas',
  'Kwame',
  'Lionel',
  'Mateo',
  'Nils',
  'Otis',
] as const;

export const lastNames = families;
export const firstNames = { F: women, M: men } as const;

const dayMs = 86_400_000;

export function makePatient(random: Random, number: number, now: Date, run: string): PracticePatient {
  const place = pick(random, practiceWards);
  const sex = random() < 0.52 ? 'F' : 'M';
  const ageDays = place.code === 'NICU' ? integer(random, 1, 20) : integer(random, 18 * 365, 92 * 365);
  const born = new Date(now.getTime() - ageDays * dayMs);
  return {
    // Another run is other people: an identifier that changed its name and birth date would be a wrong patient.
    identifier: `${run}-${String(400 + number)}`,
    account: `AC${run}-${String(800 + number)}`,
    familyName: pick(random, families),
    givenName: place.code === 'NICU' ? `Baby ${sex === 'F' ? 'Girl' : 'Boy'}` : pick(random, sex === 'F' ? women : men),
    born: born.toISOString().slice(0, 10).replaceAll('-', ''),
    sex,
    ward: place,
    room: String(integer(random, 1, place.beds)),
    bed: place.patientClass === 'inpatient' ? pick(random, ['A', 'B']) : '',
    visit: `V${run}-${String(600 + number)}`,
  };
}
