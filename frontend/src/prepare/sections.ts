import type { MissingThing } from "@/api/prepare";

export const SECTIONS = ["general", "agenda", "people", "sites", "seats", "invitation", "readiness"] as const;
export type Section = (typeof SECTIONS)[number];

/** Opens a section, and brings one of its agenda items or fields into sight. */
export type Go = (section: Section, sought?: string | null) => void;

/** The section named in the address; the agenda when none is. */
export function sectionOf(value: string | null): Section {
  return SECTIONS.find((section) => section === value) ?? "agenda";
}

/** Things that the server counts among the people and that are mended in the general information here. */
const OFFICERS = new Set(["no_chair", "no_secretary"]);

/** A room that is taken by another meeting is counted among the sites, and chosen with the seats. */
const ROOMS = new Set(["rooms_elsewhere"]);

/** The section where a missing thing is mended. */
export function sectionFor({ code, section }: Pick<MissingThing, "code" | "section">): Section {
  if (ROOMS.has(code)) return "seats";
  return OFFICERS.has(code) ? "general" : sectionOf(section);
}

/** Fields of the general information that a remark leads to. */
const FIELD_FOR: Partial<Record<string, string>> = { short_notice: "is_ad_hoc" };

/** What of its section a missing thing is about: an agenda item, a field, or nothing in particular. */
export function soughtFor({ code, item_id }: Pick<MissingThing, "code" | "item_id">): string | null {
  return item_id ?? FIELD_FOR[code] ?? null;
}

/** How many things that keep the invitations back are missing in each section. */
export function missingBySection(missing: readonly Pick<MissingThing, "code" | "section" | "blocking">[]): Record<Section, number> {
  const counts: Record<Section, number> = { general: 0, agenda: 0, people: 0, sites: 0, seats: 0, invitation: 0, readiness: 0 };
  for (const thing of missing) if (thing.blocking) counts[sectionFor(thing)] += 1;
  return counts;
}
