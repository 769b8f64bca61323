import type { CalloutForm } from './form.ts';

type Told = CalloutForm['told'];

/** Who is on the telephone, until the panel of the order that is told next takes them. In memory only. */
let carried: { billId: number; told: Told } | null = null;

/** Only who is told goes along: outcome and read-back belong to each call alone. */
export function carryTold(billId: number, { name, contact, role }: Told): void {
  carried = { billId, told: { name, contact, role } };
}

/** What was carried to this order, once. */
export function takeTold(billId: number): Told | null {
  if (carried?.billId !== billId) return null;
  const { told } = carried;
  carried = null;
  return told;
}

/** Fills in who is told where nobody was typed yet: what was typed for the order itself stays. */
export function withTold(form: CalloutForm, told: Told | null): CalloutForm {
  const isEmpty = Object.values(form.told).every((text) => text.trim() === '');
  return told && isEmpty ? { ...form, told } : form;
}
