import type { ParticipantRow, Parts, SeatMapRow, SeatRow } from "@/api/snapshot";
import type { SeatPlace } from "@/api/rooms";

/** What a person at a seat is doing now, the most telling first. */
export const STATES = ["speaking", "waiting", "in_person", "online", "away", "absent", "not_yet"] as const;
export type SeatState = (typeof STATES)[number];
export const MAIN = "main";

type StateParts = Pick<Parts, "floor" | "queue" | "away">;

const OF_ATTENDANCE: Record<ParticipantRow["attendance"], SeatState> = {
  present_in_person: "in_person",
  present_online: "online",
  absent: "absent",
  not_checked: "not_yet",
};

/** The state of a participant as all screens show it. */
export function stateOf(parts: StateParts, row: ParticipantRow): SeatState {
  if (parts.floor.turn?.participant_id === row.id) return "speaking";
  if (Object.values(parts.queue).some(({ participant_id }) => participant_id === row.id)) return "waiting";
  if (parts.away[row.id]) return "away";
  return OF_ATTENDANCE[row.attendance];
}

export interface Sitter {
  row: ParticipantRow;
  state: SeatState;
}

export type SeatsByKey = ReadonlyMap<string, Sitter>;

/** Who sits where at a place, by the key of the seat. */
export function sittersAt(parts: Pick<Parts, "seats" | "participants"> & StateParts, place: string): SeatsByKey {
  const found = new Map<string, Sitter>();
  for (const seat of Object.values(parts.seats)) {
    const row = seat.place === place ? parts.participants[seat.participant_id] : undefined;
    if (row) found.set(seat.seat, { row, state: stateOf(parts, row) });
  }
  return found;
}

/** How many are in each state. */
export function countsOf(sitters: SeatsByKey): Record<SeatState, number> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<SeatState, number>;
  for (const { state } of sitters.values()) counts[state] += 1;
  return counts;
}

/** "main" or the site where a participant sits: the central site is the main place, as are all without a site. */
export function placeOf(row: Pick<ParticipantRow, "site_id">, centralSiteId: string | null): string {
  return row.site_id === null || row.site_id === centralSiteId ? MAIN : row.site_id;
}

/** Those of a place who have no seat, who are expected there first. */
export function unseatedAt(parts: Pick<Parts, "seats" | "participants">, place: string, centralSiteId: string | null): ParticipantRow[] {
  const comes = (row: ParticipantRow) => row.rsvp !== "declined" && row.rsvp_manner !== "online" && row.attendance !== "absent";
  return Object.values(parts.participants)
    .filter((row) => !parts.seats[row.id] && placeOf(row, centralSiteId) === place)
    .sort((a, b) => Number(comes(b)) - Number(comes(a)) || a.full_name.localeCompare(b.full_name, "vi"));
}

/** The seat of a person and the room it is in. */
export function seatOf(parts: Pick<Parts, "seats" | "seat_maps">, participantId: string): { seat: SeatRow; room: SeatMapRow } | null {
  const seat = parts.seats[participantId];
  const room = seat && parts.seat_maps[seat.place];
  return seat && room ? { seat, room } : null;
}

/** The part of the map that holds something, so that empty margins take no room. */
export function boundsOf(places: readonly Pick<SeatPlace, "x" | "y">[]): { x: number; y: number; columns: number; rows: number } {
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  if (places.length === 0) return { x: 0, y: 0, columns: 1, rows: 1 };
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, columns: Math.max(...xs) - x + 1, rows: Math.max(...ys) - y + 1 };
}

const FITS = 10;

/** A Vietnamese name as one calls it, short enough for a seat: "Nguyễn Văn Hùng" is "Văn Hùng". */
export function calledName(fullName: string): string {
  const words = fullName.trim().split(/\s+/);
  const two = words.slice(-2).join(" ");
  return two.length <= FITS ? two : (words.at(-1) ?? fullName);
}

/** What to send so that a person takes a seat: who sat there takes the one that becomes free, if there is one. */
export function exchange(seats: Parts["seats"], sitters: SeatsByKey, participantId: string, key: string): { seats: { participant_id: string; seat: string }[]; freed: string[] } {
  const rival = sitters.get(key)?.row.id;
  const own = seats[participantId];
  const mine = { participant_id: participantId, seat: key };
  if (!rival || rival === participantId) return { seats: [mine], freed: [] };
  if (own && sitters.get(own.seat)?.row.id === participantId) return { seats: [mine, { participant_id: rival, seat: own.seat }], freed: [] };
  return { seats: [mine], freed: [rival] };
}
