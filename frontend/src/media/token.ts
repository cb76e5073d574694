import { Problem } from "@/api/problem";
import { send } from "@/api/request";
import type { TokenAnswer } from "./room";
import type { MediaToken } from "./types";

const NO_PLACE = new Set([401, 403, 404]);
/** The meeting's status keeps its media room closed: asking again helps only once the status is another. */
const CLOSED = "media_closed";

/** A fresh token for this viewer's place in the media room; never throws. */
export async function fetchMediaToken(meetingId: string): Promise<TokenAnswer> {
  try {
    return { kind: "token", token: await send<MediaToken>("POST", `/api/meetings/${meetingId}/media-token`) };
  } catch (error) {
    const refused = error instanceof Problem && (NO_PLACE.has(error.status) || error.code === CLOSED);
    return refused ? { kind: "refused" } : { kind: "later" };
  }
}
