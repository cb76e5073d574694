import type { DeliveryRow, ParticipantRow, SubstituteRow } from "@/api/snapshot";

/** The groups of the board; each is a filter of the list. */
export const ANSWERS = ["all", "accepted", "pending", "declined", "undecided"] as const;
export type AnswerGroup = (typeof ANSWERS)[number];

const HOUR_MS = 3_600_000;

/** Undecided: an absence or a substitute waits for the chair or the secretary. */
export function isIn(group: AnswerGroup, row: ParticipantRow, substitutes: Record<string, SubstituteRow>): boolean {
  if (group === "all") return true;
  if (group !== "undecided") return row.rsvp === group;
  const proposed = Object.values(substitutes).some(({ participant_id, status }) => participant_id === row.id && status === "proposed");
  return proposed || row.absence === "requested";
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

/** Those of `rows` whose letters have nowhere to go. */
export function withoutAddress(rows: readonly ParticipantRow[], deliveries: Record<string, DeliveryRow>): ParticipantRow[] {
  const names = new Set(Object.values(deliveries).filter(({ status }) => status === "no_address").map(({ to_name }) => to_name));
  return rows.filter(({ full_name }) => names.has(full_name));
}
