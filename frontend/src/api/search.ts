import { useQuery } from "@tanstack/react-query";
import { get, type Schemas } from "./client";

export type Found = Schemas["FoundRow"];
export type FoundSource = Found["source"];
export type Piece = Schemas["PieceRow"];

export const FOUND_SOURCES = ["document", "own_paper", "conclusion", "item", "poll", "meeting"] as const satisfies readonly FoundSource[];

export interface SearchFilters {
  query: string;
  source: string;
  kind: string;
  status: string;
  since: string;
  until: string;
  unit_id: string;
  meeting_id: string;
  person_id: string;
}

const SHORTEST = 2;

/** The best of each kind while one types. */
export function useSuggestions(query: string) {
  return useQuery({
    queryKey: ["search", "suggestions", query],
    queryFn: ({ signal }) => get("/api/search/suggestions", { query: { query } }, signal),
    enabled: query.length >= SHORTEST,
    placeholderData: (previous) => previous,
  });
}

/** One page of all that one may read of what is asked for. */
export function useFound({ query, source, ...narrow }: SearchFilters, page: number) {
  const asked = { query, page, ...(source && { source: [source] }), ...narrow } as never;
  return useQuery({
    queryKey: ["search", query, source, narrow, page],
    queryFn: ({ signal }) => get("/api/search", { query: asked }, signal),
    enabled: query !== "",
    placeholderData: (previous) => previous,
  });
}
