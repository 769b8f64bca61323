// 3GPP TS 23.038 section 6.2.1: the default alphabet, and the characters that take two places.
const GSM_7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_7_EXTENSION = new Set('^{}\\[~]|€\f');

export type Segments = { encoding: 'GSM-7' | 'UCS-2'; segments: number };

/**
 * How many short messages a text is sent as. TS 23.040: one holds 160 septets or 70 UTF-16 units; of several, each gives
 * seven septets (three units) to the header that puts them together, and no character is divided between two.
 */
export function countSegments(text: string): Segments {
  const characters = [...text];
  const isGsm = characters.every((character) => GSM_7.has(character) || GSM_7_EXTENSION.has(character));
  const sizes = characters.map((character) => (isGsm ? (GSM_7_EXTENSION.has(character) ? 2 : 1) : character.length));
  const [alone, joined] = isGsm ? [160, 153] : [70, 67];
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= alone) return { encoding, segments: 1 };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > joined) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, segments };
}
