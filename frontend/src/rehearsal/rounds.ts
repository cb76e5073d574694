import type { RehearsalRow } from "@/api/rehearsal";
import type { Parts } from "@/live";

/** The rounds of a meeting, the newest first. */
export function roundsOf(parts: Pick<Parts, "rehearsals">): RehearsalRow[] {
  return Object.values(parts.rehearsals).sort((a, b) => b.number - a.number);
}

/** Whether sites may report at `now` (the server's time, ms). */
export function isOpen(round: RehearsalRow, now: number): boolean {
  return round.closed_at === null && now < Date.parse(round.ends_at);
}

/** The round in which sites report now. */
export function openRound(parts: Pick<Parts, "rehearsals">, now: number): RehearsalRow | null {
  return roundsOf(parts).find((round) => isOpen(round, now)) ?? null;
}

export const resultKey = (round: number, siteId: string) => `${round}:${siteId}`;
