import { run, type Schemas } from "@/api/client";
import { send } from "@/api/request";
import type { Layout } from "@/live";
import { WHOLE_PAGE } from "../reader/arrangement";
import { SCREEN } from "./presented";

/** Something a person does in a meeting; the caller gives the meeting's id. Throws Problem. */
export type Act = (meetingId: string) => Promise<unknown>;

type Bare =
  | "/api/meetings/{meeting_id}/resume"
  | "/api/meetings/{meeting_id}/end"
  | "/api/meetings/{meeting_id}/floor/pause"
  | "/api/meetings/{meeting_id}/floor/resume"
  | "/api/meetings/{meeting_id}/floor/end"
  | "/api/meetings/{meeting_id}/microphones/mute-all";

const bare = (path: Bare): Act => (meeting_id) => run(path, { path: { meeting_id } });

/**
 * The commands of the meeting's screens that are done now or not at all, checked against the API's description.
 * Those of one's own that may wait for a lost line are in src/offline.
 */
export const acts = {
  resume: bare("/api/meetings/{meeting_id}/resume"),
  end: bare("/api/meetings/{meeting_id}/end"),
  pauseTurn: bare("/api/meetings/{meeting_id}/floor/pause"),
  resumeTurn: bare("/api/meetings/{meeting_id}/floor/resume"),
  endTurn: bare("/api/meetings/{meeting_id}/floor/end"),
  muteAll: bare("/api/meetings/{meeting_id}/microphones/mute-all"),

  start: (reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/start", { path: { meeting_id }, body: { reason } }),
  pause: (reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/pause", { path: { meeting_id }, body: { reason } }),

  layout: (body: Partial<Layout> & Pick<Layout, "mode">): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/layout", { path: { meeting_id }, body }),

  /** The page of the presented document, whole; no command: it passes. */
  presentPage: (document_id: string, page: number): Act => (meeting_id) =>
    send("POST", `/api/meetings/${meeting_id}/presenting`, { document_id, page, region: WHOLE_PAGE, screen: SCREEN }),

  showShare: (share_id: string, shown: boolean): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/shares/{share_id}/show", { path: { meeting_id, share_id }, body: { shown } }),
  stopShare: (share_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/shares/{share_id}/stop", { path: { meeting_id, share_id } }),

  openItem: (item_id: string, reason = ""): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/open", { path: { meeting_id, item_id }, body: { reason } }),
  pauseItem: (item_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/pause", { path: { meeting_id, item_id } }),
  resumeItem: (item_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/resume", { path: { meeting_id, item_id } }),
  skipItem: (item_id: string, reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/skip", { path: { meeting_id, item_id }, body: { reason } }),
  postponeItem: (item_id: string, reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/postpone", { path: { meeting_id, item_id }, body: { reason } }),
  restoreItem: (item_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/restore", { path: { meeting_id, item_id } }),
  closeItem: (item_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/close", { path: { meeting_id, item_id } }),

  checkIn: (mode: Schemas["CheckIn"]["mode"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/check-in", { path: { meeting_id }, body: { mode } }),
  checkInByCode: (code: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/check-in/code", { path: { meeting_id }, body: { code } }),
  headcount: (site_id: string, count: number): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/sites/{site_id}/headcount", { path: { meeting_id, site_id }, body: { count } }),
  recuse: (item_id: string, body: Schemas["RecusalWanted"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/items/{item_id}/recusals", { path: { meeting_id, item_id }, body }),
  withdrawRecusal: (recusal_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/recusals/{recusal_id}/withdraw", { path: { meeting_id, recusal_id } }),
  mark: (participant_id: string, body: Schemas["AttendanceMark"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/participants/{participant_id}/attendance", { path: { meeting_id, participant_id }, body }),

  leave: (participant_id: string, reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/participants/{participant_id}/leave", { path: { meeting_id, participant_id }, body: { reason } }),
  comeBack: (participant_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/participants/{participant_id}/return", { path: { meeting_id, participant_id } }),

  call: (request_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/speak-requests/{request_id}/call", { path: { meeting_id, request_id } }),
  acceptCall: (request_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/speak-requests/{request_id}/accept", { path: { meeting_id, request_id } }),
  putBack: (request_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/speak-requests/{request_id}/put-back", { path: { meeting_id, request_id } }),
  decline: (request_id: string, reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/speak-requests/{request_id}/decline", { path: { meeting_id, request_id }, body: { reason } }),
  orderQueue: (body: Schemas["QueueOrder"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/speak-requests/order", { path: { meeting_id }, body }),
  openQueue: (body: Schemas["QueueChoice"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/floor/queue", { path: { meeting_id }, body }),
  setBudget: (body: Schemas["BudgetChoice"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/floor/budgets", { path: { meeting_id }, body }),
  floorSettings: (body: Partial<Schemas["FloorChoice"]>): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/floor/settings", { path: { meeting_id }, body: body }),
  invite: (request_id: string, limit_seconds: number): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/speak-requests/{request_id}/grant", {
      path: { meeting_id, request_id },
      body: { limit_seconds },
    }),
  extendTurn: (seconds: number): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/floor/extend", { path: { meeting_id }, body: { seconds } }),
  siteMicrophone: (site_id: string, open: boolean): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/sites/{site_id}/microphone", { path: { meeting_id, site_id }, body: { open } }),

  preparePoll: (body: Schemas["PollWanted"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls", { path: { meeting_id }, body }),
  editPoll: (poll_id: string, body: Schemas["PollWanted"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls/{poll_id}/edit", { path: { meeting_id, poll_id }, body }),
  openPoll: (poll_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls/{poll_id}/open", { path: { meeting_id, poll_id } }),
  resumePoll: (poll_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls/{poll_id}/resume", { path: { meeting_id, poll_id } }),
  extendPoll: (poll_id: string, seconds: number): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls/{poll_id}/extend", { path: { meeting_id, poll_id }, body: { seconds } }),
  closePoll: (poll_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls/{poll_id}/close", { path: { meeting_id, poll_id } }),
  cancelPoll: (poll_id: string, reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls/{poll_id}/cancel", { path: { meeting_id, poll_id }, body: { reason } }),
  vote: (poll_id: string, body: Schemas["BallotWanted"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/polls/{poll_id}/ballots", { path: { meeting_id, poll_id }, body }),

  conclude: (body: Schemas["ConclusionWanted"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/conclusions", { path: { meeting_id }, body }),
  editConclusion: (conclusion_id: string, text: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/conclusions/{conclusion_id}/edit", { path: { meeting_id, conclusion_id }, body: { text } }),
};
