import type { Found } from "@/api/search";

const OVER = new Set(["ended", "closed", "cancelled"]);
const PREPARED = new Set(["draft", "submitted", "approved", "returned"]);

/** The longest run of words that was found in the text: what the reader looks for on the page. */
export function longestHit(found: Pick<Found, "text">): string {
  const hits = found.text.filter(({ hit }) => hit).map(({ text }) => text);
  return hits.reduce((longest, hit) => (hit.length > longest.length ? hit : longest), "");
}

/** The address at which a paper opens on a page, with words marked. */
export function paperRoute(meetingId: string, documentId: string, page: number, find: string): string {
  const asked = new URLSearchParams({ document: documentId, page: String(page), ...(find && { find }) });
  return `/meetings/${meetingId}?${asked.toString()}`;
}

/** Where what was found is opened: a paper on its page in the reader, all else on the meeting's screen of that time. */
export function foundRoute(found: Found, isSite: boolean): string {
  const meeting = `/meetings/${found.meeting_id}`;
  if (OVER.has(found.meeting_status) && found.source !== "document") return `${meeting}/after`;
  if (isSite) return `${meeting}/site`;
  if (found.source === "document") return paperRoute(found.meeting_id, found.id, found.page, longestHit(found));
  return PREPARED.has(found.meeting_status) ? `${meeting}/prepare` : meeting;
}
