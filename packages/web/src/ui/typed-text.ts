/** Where somebody types: the nearest of these that holds a field, from the message outwards. */
const PLACES = 'form, dialog, [data-region], main, body';
const FIELDS = 'input, textarea, select';

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What stands in the fields around a message, label by label, to be kept elsewhere. Never a password. */
export function typedTextAround(element: Element | null): string {
  // A dialog of a form asks for one more thing: what was typed before stands in the form.
  let place = element?.closest('form') ?? element?.closest(PLACES) ?? null;
  while (place && !place.querySelector(FIELDS)) place = place.parentElement?.closest(PLACES) ?? null;
  const lines = [...(place?.querySelectorAll<Field>(FIELDS) ?? [])].flatMap((field) => {
    const value = typedIn(field);
    return value === '' ? [] : [`${labelOf(field)}: ${value}`];
  });
  return lines.join('\n');
}

function typedIn(field: Field): string {
  if (field instanceof HTMLSelectElement) return field.selectedOptions[0]?.textContent?.trim() ?? '';
  if (field.type === 'checkbox' || field.type === 'radio') return field instanceof HTMLInputElement && field.checked ? '✓' : '';
  return field.type === 'password' || field.type === 'file' || field.type === 'hidden' ? '' : field.value.trim();
}

const labelOf = (field: Field): string =>
  field.labels?.[0]?.textContent?.trim() || field.getAttribute('aria-label') || field.name;
