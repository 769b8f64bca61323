/** Configuration of events: labs, sources, settings. What is played belongs to how a laboratory is set up. */
export const SETUP_CATEGORY = 620;
