/** The parts of the limits screen; in the address. */
export const LIMIT_PARTS = ['limits', 'answers', 'file'] as const;
