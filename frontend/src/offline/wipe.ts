import { forgetKeptSession } from "@/api/keptSession";
import { forgetNotes } from "@/notes/notebooks";
import { commandQueue } from "./browser";
import { forgetMeetings } from "./meetings";
import { leavePapers } from "./papers/browser";

/**
 * What this device knew for who was signed in is wiped. Acts that wait and papers that are kept stay when the
 * session only ended: they are there when the same person signs in again. Who signs out has been asked, and takes
 * them away.
 */
export async function wipeDevice(isSignedOut: boolean): Promise<void> {
  forgetKeptSession();
  await Promise.all([forgetMeetings(), forgetNotes(isSignedOut), commandQueue.close(isSignedOut), leavePapers(isSignedOut)]);
}
