export { useMeeting, useServerNow } from "./useMeeting";
export { liveMeeting } from "./registry";
export type * from "./types";
