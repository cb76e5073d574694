import type { ParticipantRow, Parts } from "@/live";
import { plain } from "../reader/search";
import { isPresent, participantsByName } from "../shared/selectors";

export const SHOWN = ["all", "not_checked", "in_person", "online", "off_line", "absent", "silent", "unread"] as const;
export type Shown = (typeof SHOWN)[number];

/** What the server alone knows of a participant: turns spoken, papers opened, time on the line. */
export interface Facts {
  turns: number;
  documents_opened: number;
  line_seconds: number;
}

/** Facts by participant id; null while they are not here. */
export type FactsById = ReadonlyMap<string, Facts> | null;

/** Whether a filter needs what only the server knows. */
export const needsFacts = (shown: Shown) => shown === "silent" || shown === "unread";

function fits(row: ParticipantRow, shown: Shown, parts: Parts, facts: FactsById): boolean {
  switch (shown) {
    case "all":
      return true;
    case "not_checked":
    case "absent":
      return row.attendance === shown;
    case "in_person":
      return row.attendance === "present_in_person";
    case "online":
      return row.attendance === "present_online";
    case "off_line":
      return parts.away[row.id] !== undefined;
    case "silent":
      return isPresent(row) && facts?.get(row.id)?.turns === 0;
    case "unread":
      return facts?.get(row.id)?.documents_opened === 0;
  }
}

/** The people that a filter and some words show, by name. */
export function shownPeople(parts: Parts, shown: Shown, words: string, facts: FactsById): ParticipantRow[] {
  const wanted = plain(words.normalize("NFC").trim());
  return participantsByName(parts).filter(
    (row) => fits(row, shown, parts, facts) && plain(`${row.full_name} ${row.site_name}`.normalize("NFC")).includes(wanted),
  );
}
