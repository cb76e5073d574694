import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import type { Page } from "./types";

export type Unit = Schemas["UnitOut"];
export type Person = Schemas["PersonOut"];
export type Site = Schemas["SiteOut"];
export type Account = Schemas["AccountOut"];
export type SignInRow = Schemas["SignInOut"];
export type SignInOutcome = "accepted" | "wrong" | "inactive" | "limited";
export type NewUnit = Required<Schemas["UnitIn"]>;
export type NewPerson = Required<Schemas["PersonIn"]>;
export type NewSite = Required<Schemas["SiteIn"]>;
export type NewAccount = Required<Schemas["AccountIn"]>;

export const UNIT_KINDS = ["government", "ministry", "province", "department", "commune"] as const;

/** Key under which every directory list is cached. */
export const DIRECTORY_KEY = ["directory"] as const;

type ListPath = "/api/units" | "/api/people" | "/api/sites" | "/api/accounts" | "/api/sign-ins" | "/api/quarantine";

function useDirectory<T>(path: ListPath, query: string, page: number, load: (signal: AbortSignal) => Promise<Page<T>>) {
  return useQuery({
    queryKey: [...DIRECTORY_KEY, path, query, page],
    queryFn: ({ signal }) => load(signal),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
}

/** Organisation units whose name or code holds `query`, as they are on a day ("2025-07-01"; today when empty). */
export const useUnits = (query = "", page = 1, on = "") =>
  useDirectory("/api/units", `${query}|${on}`, page, (signal) => get("/api/units", { query: { query, page, ...(on && { on }) } }, signal));

/** People whose name, position or unit holds `query`. */
export const usePeople = (query = "", page = 1) =>
  useDirectory("/api/people", query, page, (signal) => get("/api/people", { query: { query, page } }, signal));

/** Connection points. */
export const useSites = (query = "", page = 1) =>
  useDirectory("/api/sites", query, page, (signal) => get("/api/sites", { query: { query, page } }, signal));

/** Accounts, for administrators. */
export const useAccounts = (query = "", page = 1) =>
  useDirectory("/api/accounts", query, page, (signal) => get("/api/accounts", { query: { query, page } }, signal));

/** Tries to sign in, newest first, for administrators. */
export type Quarantined = Schemas["QuarantineRow"];
export const useQuarantine = (query = "", page = 1) =>
  useDirectory("/api/quarantine", query, page, (signal) => get("/api/quarantine", { query: { query, page } }, signal));
export const releaseDocument = (version_id: string, reason: string) =>
  run("/api/quarantine/{version_id}/release", { path: { version_id }, body: { reason } });
export const useSignIns = (query = "", page = 1) =>
  useDirectory("/api/sign-ins", query, page, (signal) => get("/api/sign-ins", { query: { query, page } }, signal));

export const createUnit = (body: NewUnit) => run("/api/units", { body });
export const createPerson = (body: NewPerson) => run("/api/people", { body });
export const createSite = (body: NewSite) => run("/api/sites", { body });
export const editUnit = (id: string, body: Schemas["UnitEdit"]) => run("/api/units/{unit_id}/edit", { path: { unit_id: id }, body });
export const editPerson = (id: string, body: NewPerson) => run("/api/people/{person_id}/edit", { path: { person_id: id }, body });
export const editSite = (id: string, body: NewSite) => run("/api/sites/{site_id}/edit", { path: { site_id: id }, body });
export const createAccount = (body: NewAccount) => run("/api/accounts", { body });

/** Opens an account again, or locks it and ends its sessions. */
export function setAccountActive(id: string, active: boolean): Promise<Account> {
  const path = { account_id: id };
  return active ? run("/api/accounts/{account_id}/activate", { path }) : run("/api/accounts/{account_id}/deactivate", { path });
}

/** Gives an account another password; its sessions end. */
export const setAccountPassword = (id: string, password: string) =>
  run("/api/accounts/{account_id}/password", { path: { account_id: id }, body: { new: password } });
