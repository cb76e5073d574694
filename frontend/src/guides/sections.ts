/** The parts of each role's guide, in the order in which its work comes. */
export const SECTIONS = {
  secretary: ["prepare", "rehearse", "run", "after"],
  chair: ["before", "run"],
  delegate: ["before", "in", "notes", "offline"],
  technician: ["pair", "rehearse", "line"],
  administrator: ["directory", "reorganise", "watch"],
} as const;

export type Role = keyof typeof SECTIONS;
export const ROLES = Object.keys(SECTIONS) as Role[];
