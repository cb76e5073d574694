import type { AttendanceStatus, ParticipantRow } from "@/api/snapshot";

export type AttendanceCounts = Record<AttendanceStatus, number>;

/** How many participants stand in each state of attendance. */
export function attendanceCounts(rows: readonly ParticipantRow[]): AttendanceCounts {
  const counts: AttendanceCounts = { present_in_person: 0, present_online: 0, absent: 0, not_checked: 0 };
  for (const { attendance } of rows) counts[attendance] += 1;
  return counts;
}
