import { useQuery } from "@tanstack/react-query";
import { get, tell, run, type Schemas } from "./client";

/** Temporary addresses of documents: they open one of them for whoever holds the address, for some minutes. */

export type Address = Schemas["AddressRow"];

export const ADDRESSES_KEY = ["own-addresses"];

/** One ends by itself, or is opened meanwhile. */
const EVERY_MS = 10_000;

/** One's own addresses that still open something. */
export function useOwnAddresses() {
  return useQuery({
    queryKey: ADDRESSES_KEY,
    queryFn: ({ signal }) => get("/api/addresses", {}, signal),
    refetchInterval: EVERY_MS,
  });
}

export const documentLink = (document_id: string, what: "file" | "original", minutes: number): Promise<Address> =>
  tell("post", "/api/documents/{document_id}/address", { path: { document_id }, body: { what, minutes } });

export const ownPaperLink = (paper_id: string, minutes: number): Promise<Address> =>
  tell("post", "/api/library/papers/{paper_id}/address", { path: { paper_id }, body: { minutes } });

export const bundleLink = (meeting_id: string, minutes: number): Promise<Address> =>
  tell("post", "/api/meetings/{meeting_id}/bundle-address", { path: { meeting_id }, body: { minutes } });

export const revokeAddress = (address_id: string) => run("/api/addresses/{address_id}/revoke", { path: { address_id } });
