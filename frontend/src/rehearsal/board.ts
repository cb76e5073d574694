import type { Grade, OverseerRow, ResultRow } from "@/api/rehearsal";
import type { Parts, SiteRow } from "@/live";
import { plain } from "@/meeting/reader/search";
import { resultKey } from "./rounds";
import { GRADES } from "./tests";

/** A site on the board; `result` is null while it has neither reported nor been called. */
export interface BoardLine {
  site: SiteRow;
  result: ResultRow | null;
  overseer: OverseerRow | null;
  grade: Grade;
}

export const KINDS = ["all", ...GRADES, "worse"] as const;
export type Kind = (typeof KINDS)[number];

/** Whose sites: everybody's, those without an overseer, or one person's. */
export const EVERYONE = "";
export const NOBODY = "nobody";

const weight = (line: BoardLine) => GRADES.indexOf(line.grade);

/** All sites of the meeting as they stand in a round: faults first, then who has not tried. */
export function boardLines(parts: Pick<Parts, "sites" | "rehearsal_results" | "overseers">, round: number): BoardLine[] {
  const lines = Object.values(parts.sites).map((site) => {
    const result = parts.rehearsal_results[resultKey(round, site.site_id)] ?? null;
    return { site, result, overseer: parts.overseers[site.site_id] ?? null, grade: result?.overall ?? "untested" };
  });
  return lines.sort((a, b) => weight(a) - weight(b) || a.site.name.localeCompare(b.site.name, "vi"));
}

export function isOf(kind: Kind, line: BoardLine): boolean {
  if (kind === "all") return true;
  return kind === "worse" ? line.result?.change === "worse" : line.grade === kind;
}

/** The lines of a kind, of an overseer, whose name or unit holds the words; marks need not be typed. */
export function chosen(lines: readonly BoardLine[], kind: Kind, overseer: string, words: string): BoardLine[] {
  const wanted = plain(words.normalize("NFC").trim());
  return lines.filter((line) => {
    const watched = overseer === EVERYONE || (line.overseer?.person_id ?? NOBODY) === overseer;
    const named = plain(`${line.site.name} ${line.site.unit_name}`.normalize("NFC")).includes(wanted);
    return isOf(kind, line) && watched && named;
  });
}

/** The overseers of the meeting, each once, by name. */
export function overseersOf(lines: readonly BoardLine[]): OverseerRow[] {
  const known = new Map(lines.flatMap(({ overseer }) => (overseer ? [[overseer.person_id, overseer] as const] : [])));
  return [...known.values()].sort((a, b) => a.full_name.localeCompare(b.full_name, "vi"));
}
