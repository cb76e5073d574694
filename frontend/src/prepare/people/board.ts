import type { DeliveryRow, ParticipantRow } from "@/api/snapshot";

/** The groups of the board; each is a filter of the list. */
export const ANSWERS = ["all", "accepted", "pending", "declined", "undecided"] as const;
export type AnswerGroup = (typeof ANSWERS)[number];

const HOUR_MS = 3_600_000;

export function isIn(group: AnswerGroup, row: ParticipantRow): boolean {
  if (group === "all") return true;
  return group === "undecided" ? row.absence === "requested" : row.rsvp === group;
}

/** Whom a reminder goes to: all without an answer but chair and secretaries. */
export function silent(rows: readonly ParticipantRow[]): ParticipantRow[] {
  return rows.filter(({ rsvp, role }) => rsvp === "pending" && role !== "chair" && role !== "secretary");
}

/** When the last reminder went out, if that is less than an hour ago: another one is refused until then. */
export function remindedLately(deliveries: Record<string, DeliveryRow>, now: number): string | null {
  const times = Object.values(deliveries)
    .filter(({ purpose }) => purpose === "reminder")
    .map(({ created_at }) => created_at)
    .sort();
  const last = times.at(-1);
  return last !== undefined && now - Date.parse(last) < HOUR_MS ? last : null;
}
