import type { MissingThing } from "@/api/prepare";

export const SECTIONS = ["general", "agenda", "people", "sites", "invitation"] as const;
export type Section = (typeof SECTIONS)[number];

/** The section named in the address; the agenda when none is. */
export function sectionOf(value: string | null): Section {
  return SECTIONS.find((section) => section === value) ?? "agenda";
}

/** How many things are missing in each section. */
export function missingBySection(missing: readonly MissingThing[]): Record<Section, number> {
  const counts: Record<Section, number> = { general: 0, agenda: 0, people: 0, sites: 0, invitation: 0 };
  for (const { section } of missing) counts[sectionOf(section)] += 1;
  return counts;
}
