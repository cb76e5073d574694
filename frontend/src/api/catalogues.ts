import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { DIRECTORY_KEY } from "./directory";

export type CatalogueEntry = Schemas["EntryOut"];
export type NewEntry = Required<Schemas["EntryIn"]>;

export const CATALOGUES = ["position", "document_kind", "agency"] as const;
export type Catalogue = (typeof CATALOGUES)[number];

/** The words of a catalogue; with `retired` those too that are offered no more. */
export const useCatalogue = (catalogue: Catalogue, query = "", page = 1, retired = false) =>
  useQuery({
    queryKey: [...DIRECTORY_KEY, "catalogues", catalogue, query, page, retired],
    queryFn: ({ signal }) => get("/api/catalogues/{catalogue}", { path: { catalogue }, query: { query, page, retired } }, signal),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });

export const addEntry = (catalogue: Catalogue, body: NewEntry) => run("/api/catalogues/{catalogue}", { path: { catalogue }, body });

export const editEntry = (catalogue: Catalogue, id: string, body: NewEntry) =>
  run("/api/catalogues/{catalogue}/{entry_id}/edit", { path: { catalogue, entry_id: id }, body });

/** Offers a word again, or no more. */
export function setEntryActive(catalogue: Catalogue, id: string, active: boolean): Promise<CatalogueEntry> {
  const path = { catalogue, entry_id: id };
  return active ? run("/api/catalogues/{catalogue}/{entry_id}/restore", { path }) : run("/api/catalogues/{catalogue}/{entry_id}/retire", { path });
}
