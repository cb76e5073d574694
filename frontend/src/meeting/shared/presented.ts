import type { MeetingRow, Passing, PresentedView } from "@/live";

/** This page's own name, by which it knows its own views when they come back. */
export const SCREEN = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What the presenter of the layout's document sees; null while no pages of it were turned. */
export function viewOf({ layout }: Pick<MeetingRow, "layout">, passing: Passing): PresentedView | null {
  const view = passing.presenting ?? null;
  return layout.mode === "document" && view !== null && view.document_id === layout.document_id ? view : null;
}

/** The meeting with the page of its layout as it was turned since. */
export function withPresentedPage(meeting: MeetingRow, passing: Passing): MeetingRow {
  const view = viewOf(meeting, passing);
  if (view === null || view.page === meeting.layout.page) return meeting;
  return { ...meeting, layout: { ...meeting.layout, page: view.page } };
}
