import type { LobbyRow, LobbySettingsRow, ParticipantRow, Parts } from "@/live";

const OPEN: LobbySettingsRow = { guests_wait: false, doors_closed: false, text: "" };

/** How the door is kept; it stands open where nobody has chosen. */
export function lobbySettingsOf(parts: Parts): LobbySettingsRow {
  return parts.lobby_settings.it ?? OPEN;
}

export interface Lobby {
  waiting: LobbyRow[];
  others: LobbyRow[];
}

/** Who waits, the first to come first; then the others the door knows of, by name. */
export function lobbyOf(parts: Parts): Lobby {
  const rows = Object.values(parts.lobby);
  const waiting = rows.filter((row) => row.status === "waiting").sort((a, b) => a.since.localeCompare(b.since));
  const others = rows.filter((row) => row.status !== "waiting").sort((a, b) => a.full_name.localeCompare(b.full_name));
  return { waiting, others };
}

/** Guests who have not knocked yet. */
export function guestsOutside(parts: Parts): ParticipantRow[] {
  return Object.values(parts.participants).filter((row) => row.role === "guest" && !parts.lobby[row.id]);
}

/** One's place in the line, from 1; null outside of it. */
export function placeInLine(parts: Parts, participantId: string | null): number | null {
  const mine = participantId === null ? undefined : parts.line[participantId];
  if (!mine) return null;
  return 1 + Object.values(parts.line).filter((row) => row.since < mine.since).length;
}
