const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/**
 * Says what is wrong with an e-mail address, or null. One bare address (RFC 5321 dot-string and host name): no display
 * name, list, comment, quoting, address literal or non-ASCII, so nothing in it can become a header, a second recipient or
 * an SMTP command. The length limits are those of RFC 5321 section 4.5.3.1.
 */
export function emailAddressProblem(address: string): string | null {
  if (address === '') return 'no e-mail address is stored';
  if (address.length > 254) return `the e-mail address has ${address.length} characters, at most 254 are allowed`;
  const at = address.lastIndexOf('@');
  if (at < 0) return 'the e-mail address has no @';
  const local = address.slice(0, at);
  const labels = address.slice(at + 1).split('.');
  if (local.length > 64) return `the part before the @ has ${local.length} characters, at most 64 are allowed`;
  if (!LOCAL_PART.test(local)) return 'the part before the @ has a character or a form that is not allowed';
  if (labels.length > 1 ? !labels.every((label) => LABEL.test(label)) : labels[0] !== 'localhost') {
    return 'the part after the @ is not a host name';
  }
  return null;
}
