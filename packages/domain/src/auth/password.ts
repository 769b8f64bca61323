import { COMMON_PASSWORDS } from './common-passwords.ts';

/** Without a second factor a password is at least this long (OWASP ASVS 5 V6.2.1 and NIST SP 800-63B-4, single factor). */
const MIN_LENGTH = 15;
const MAX_LENGTH = 128;

/** Words of the place and the person shorter than this are too common inside other words to count ("lab", "ann"). */
const MIN_CONTEXT_WORD = 4;

/**
 * What is wrong with a password somebody wants to set, or null. No composition rules: length and a block-list only.
 * `context` holds what an attacker tries first: the lab's code and name, the user's name, user name and e-mail.
 */
export function passwordProblem(password: string, context: readonly string[]): string | null {
  const length = [...password].length;
  if (length < MIN_LENGTH) return `The password has ${length} characters; at least ${MIN_LENGTH} are needed.`;
  if (length > MAX_LENGTH) return `The password has ${length} characters; at most ${MAX_LENGTH} are allowed.`;
  const folded = fold(password);
  if (new Set(folded).size < 5) return 'The password repeats the same few characters.';
  if (COMMON_PASSWORDS.some((common) => isMostly(folded, common)))
    return 'The password is one of the most common ones, or repeats one.';
  const known = context
    .flatMap((text) => text.split(/[^\p{L}\p{N}]+/u).map(fold))
    .filter((word) => word.length >= MIN_CONTEXT_WORD);
  if (known.some((word) => isMostly(folded, word))) return 'The password is little more than the name of the lab or of the user.';
  return null;
}

/** Lower case, letters and digits only, with the usual look-alikes undone: `P@ssw0rd!` is `password`. */
function fold(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase();
  return plain
    .replace(/[@4]/g, 'a')
    .replace(/3/g, 'e')
    .replace(/[1!|]/g, 'i')
    .replace(/0/g, 'o')
    .replace(/[$5]/g, 's')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** True when what is left after taking the word out everywhere is too short to be a secret of its own. */
function isMostly(folded: string, word: string): boolean {
  const rest = folded.replaceAll(fold(word), '');
  return rest.length < folded.length && rest.length < 8;
}
