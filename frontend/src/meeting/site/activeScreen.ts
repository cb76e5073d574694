import type { Entered, ScreenRow } from "@/api/screens";

/** Who is active: what the live line says, unless the answer to entering is newer. */
export function activeScreen(entered: Entered, told: ScreenRow | undefined): ScreenRow {
  return told && Date.parse(told.since) >= Date.parse(entered.active.since) ? told : entered.active;
}

/** The other screen that is active in place of this one, null when this one is. */
export function otherScreen(entered: Entered, told: ScreenRow | undefined): ScreenRow | null {
  const active = activeScreen(entered, told);
  return active.screen_id === entered.screen_id ? null : active;
}
