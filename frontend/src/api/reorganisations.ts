import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { DIRECTORY_KEY } from "./directory";

export type Reorganisation = Schemas["ReorganisationOut"];
export type NewReorganisation = Schemas["ReorganisationIn"];
export type Effects = Schemas["Effects"];
export type ReorganisationKind = Reorganisation["kind"];

export const REORGANISATION_KINDS = ["merge", "split", "rename"] as const satisfies readonly ReorganisationKind[];

/** Decisions about units, the latest day first. */
export const useReorganisations = (page = 1) =>
  useQuery({
    queryKey: [...DIRECTORY_KEY, "/api/reorganisations", page],
    queryFn: ({ signal }) => get("/api/reorganisations", { query: { page } }, signal),
    placeholderData: (previous) => previous,
  });

/** What a planned decision would do, as the directory is now. */
export const useEffects = (id: string) =>
  useQuery({
    queryKey: [...DIRECTORY_KEY, "effects", id],
    queryFn: ({ signal }) => get("/api/reorganisations/{reorganisation_id}/effects", { path: { reorganisation_id: id } }, signal),
    staleTime: 0,
  });

export const draftReorganisation = (body: NewReorganisation) => run("/api/reorganisations", { body });

/** Confirms or cancels a decision. */
export function settleReorganisation(id: string, act: "confirm" | "cancel"): Promise<Reorganisation> {
  const path = { reorganisation_id: id };
  return act === "confirm" ? run("/api/reorganisations/{reorganisation_id}/confirm", { path }) : run("/api/reorganisations/{reorganisation_id}/cancel", { path });
}
