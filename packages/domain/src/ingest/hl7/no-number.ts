// Words that systems write where they have no number. As a number they would put every patient on one order, and every
// person nobody has identified yet into one patient.
const noNumber = /^(system generated|none|n\/?a|null|nil|unknown|unk|not available|[-.0?]+)$/i;

export function isNoNumber(text: string): boolean {
  return noNumber.test(text);
}
