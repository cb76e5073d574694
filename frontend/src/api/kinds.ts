import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { DIRECTORY_KEY } from "./directory";

export type MeetingType = Schemas["TypeOut"];
export type TypeFields = Required<Schemas["TypeFields"]>;
export type UnitPractice = Schemas["PracticeOut"];

/** Kinds of meeting on offer; with `retired` those too that are offered no more. */
export const useMeetingTypes = (query = "", page = 1, retired = false, enabled = true) =>
  useQuery({
    enabled,
    queryKey: [...DIRECTORY_KEY, "meeting-types", query, page, retired],
    queryFn: ({ signal }) => get("/api/meeting-types", { query: { query, page, retired } }, signal),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });

export const addMeetingType = (body: TypeFields) => run("/api/meeting-types", { body });

/** Changes the rules for meetings to be made; `seen` is what stood there when the editor began. */
export const editMeetingType = (id: string, body: TypeFields, seen: TypeFields) =>
  run("/api/meeting-types/{type_id}/edit", { path: { type_id: id }, body: { ...body, seen } });

/** Offers a kind again, or no more. */
export function setMeetingTypeActive(id: string, active: boolean): Promise<MeetingType> {
  const path = { type_id: id };
  return active ? run("/api/meeting-types/{type_id}/restore", { path }) : run("/api/meeting-types/{type_id}/retire", { path });
}

/** Units whose meetings go to the chair for approval first. */
export const useUnitPractices = () =>
  useQuery({
    queryKey: [...DIRECTORY_KEY, "unit-practices"],
    queryFn: ({ signal }) => get("/api/unit-practices", {}, signal),
  });

export const setUnitPractice = (unit: string, needs_approval: boolean) =>
  run("/api/unit-practices/{unit_id}", { path: { unit_id: unit }, body: { needs_approval } });
