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

/** The same for a paper of one's own. */
export function ownPaperRoute(id: string, page: number, find: string): string {
  return `/library/papers/${id}?${new URLSearchParams({ page: String(page), ...(find && { find }) }).toString()}`;
}

/** Where another page of a paper that was found opens. */
export function pageRoute(found: Found, page: number): string {
  const find = longestHit(found);
  return found.meeting_id === null ? ownPaperRoute(found.id, page, find) : paperRoute(found.meeting_id, found.id, page, find);
}

/** Where what was found is opened: a paper on its page in the reader, all else on the meeting's screen of that time. */
export function foundRoute(found: Found, isSite: boolean): string {
  if (found.meeting_id === null || found.meeting_status === null) return pageRoute(found, found.page);
  const meeting = `/meetings/${found.meeting_id}`;
  if (OVER.has(found.meeting_status) && found.source !== "document") return `${meeting}/after`;
  if (isSite) return `${meeting}/site`;
  if (found.source === "document") return pageRoute(found, found.page);
  return PREPARED.has(found.meeting_status) ? `${meeting}/prepare` : meeting;
}
