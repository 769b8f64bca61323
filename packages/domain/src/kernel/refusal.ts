/**
 * A rule's "no", as a value. `code` is `room.reason` and stable (clients and tests rely on it); `message` is for a person
 * and names the thing, the value and the allowed range, never patient data; `details` names fields and ids.
 */
export type Refusal = {
  refusal: string;
  message: string;
  details?: Record<string, unknown>;
};

export function refusal(code: string, message: string, details?: Record<string, unknown>): Refusal {
  return details ? { refusal: code, message, details } : { refusal: code, message };
}

/** Something wrong in a message, with the place: `OBX[3]-5`. Parsing collects problems; it never throws. */
export type Problem = {
  code: string;
  place: string;
  message: string;
};
