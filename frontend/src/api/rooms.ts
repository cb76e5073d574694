import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { DIRECTORY_KEY } from "./directory";

export type Room = Schemas["RoomOut"];
export type NewRoom = Required<Schemas["RoomIn"]>;
export type SeatMap = Schemas["SeatMapOut"];
export type SeatPlace = Required<Schemas["SeatPlace"]>;
export type PlaceKind = SeatPlace["kind"];

/** Rooms by name, address or equipment; with `retired` those too that are offered no more. */
export const useRooms = (query = "", page = 1, retired = false) =>
  useQuery({
    queryKey: [...DIRECTORY_KEY, "rooms", query, page, retired],
    queryFn: ({ signal }) => get("/api/rooms", { query: { query, page, retired } }, signal),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });

/** The newest map of a room. */
export const readSeatMap = (room_id: string, signal?: AbortSignal) => get("/api/rooms/{room_id}/map", { path: { room_id } }, signal);

export const useSeatMap = (room_id: string) =>
  useQuery({
    queryKey: [...DIRECTORY_KEY, "rooms", room_id, "map"],
    queryFn: ({ signal }) => readSeatMap(room_id, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const addRoom = (body: NewRoom) => run("/api/rooms", { body });
export const editRoom = (room_id: string, body: NewRoom) => run("/api/rooms/{room_id}/edit", { path: { room_id }, body });
export const drawSeatMap = (room_id: string, body: Schemas["SeatMapIn"]) =>
  run("/api/rooms/{room_id}/map", { path: { room_id }, body });
export const setRoomSites = (room_id: string, site_ids: string[]) =>
  run("/api/rooms/{room_id}/sites", { path: { room_id }, body: { site_ids } });

/** Offers a room again, or no more. */
export function setRoomActive(room_id: string, active: boolean): Promise<Room> {
  const path = { room_id };
  return active ? run("/api/rooms/{room_id}/restore", { path }) : run("/api/rooms/{room_id}/retire", { path });
}
