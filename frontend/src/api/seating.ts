import { useQuery } from "@tanstack/react-query";
import { get, run } from "./client";

/** Rooms and seats of one meeting; what changed comes over the live line. A `site` of null is where the chair sits. */

const of = (meeting_id: string) => ({ path: { meeting_id } });

export const chooseRoom = (id: string, site_id: string | null, room_id: string | null) =>
  run("/api/meetings/{meeting_id}/rooms", { ...of(id), body: { site_id, room_id } });
export const assignSeats = (id: string, site_id: string | null, seats: { participant_id: string; seat: string }[]) =>
  run("/api/meetings/{meeting_id}/seats", { ...of(id), body: { site_id, seats } });
export const fillSeats = (id: string, site_id: string | null, anew: boolean) =>
  run("/api/meetings/{meeting_id}/seats/fill", { ...of(id), body: { site_id, anew } });
export const clearSeats = (id: string, site_id: string | null, participant_ids: string[] | null) =>
  run("/api/meetings/{meeting_id}/seats/clear", { ...of(id), body: { site_id, participant_ids } });

/** Where the signed-in person sits in the meetings to come. */
export const useMySeats = (enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: ["meetings", "my-seats"],
    queryFn: ({ signal }) => get("/api/my-seats", {}, signal),
    staleTime: 30_000,
  });
