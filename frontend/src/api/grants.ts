import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { DIRECTORY_KEY } from "./directory";

export type Grant = Schemas["GrantOut"];
export type Right = Grant["right"];

export const RIGHTS = [
  "create_meetings", "approve_preparation", "manage_attendance", "answer_invitations", "upload_documents", "see_statistics", "manage_rooms", "pair_devices",
  "manage_catalogues",
] as const satisfies readonly Right[];

/** Rights that concern every unit; administrators of the system give them. */
export const FOR_ALL: ReadonlySet<Right> = new Set<Right>(["manage_catalogues"]);

/** Single rights that an account was given, those that ended too. */
export const useGrants = (account_id: string, page: number) =>
  useQuery({
    queryKey: [...DIRECTORY_KEY, "grants", account_id, page],
    queryFn: ({ signal }) => get("/api/accounts/{account_id}/grants", { path: { account_id }, query: { page } }, signal),
  });

export const giveRight = (account_id: string, body: Schemas["GrantIn"]) =>
  run("/api/accounts/{account_id}/grants", { path: { account_id }, body });
export const withdrawRight = (grant_id: string) => run("/api/grants/{grant_id}/withdraw", { path: { grant_id } });
