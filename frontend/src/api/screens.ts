import { run, type Schemas } from "./client";

export type ScreenRow = Schemas["ScreenRow"];
export type Entered = Schemas["Entered"];

/** This screen enters a meeting as its site; `takeOver` also while another one is active. */
export const enterScreen = (meetingId: string, takeOver: boolean) =>
  run("/api/meetings/{meeting_id}/screen", { path: { meeting_id: meetingId }, body: { take_over: takeOver } });
