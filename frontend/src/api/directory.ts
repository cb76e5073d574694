import { useQuery } from "@tanstack/react-query";
import { command, read } from "./request";
import type { Page } from "./types";

export interface Unit {
  id: string;
  code: string;
  name: string;
  short_name: string;
  kind: UnitKind;
  parent_id: string | null;
  email: string;
}

export const UNIT_KINDS = ["government", "ministry", "province", "department", "commune"] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

export interface Person {
  id: string;
  full_name: string;
  position: string;
  unit_id: string;
  unit_name: string;
  email: string;
  phone: string;
}

export interface Site {
  id: string;
  name: string;
  place: string;
  unit_id: string;
  unit_name: string;
}

export interface Account {
  id: string;
  username: string;
  display_name: string;
  kind: "person" | "site_device";
  unit_name: string;
  is_administrator: boolean;
  is_secretary: boolean;
  is_technician: boolean;
  is_active: boolean;
}

export interface SignInRow {
  username: string;
  display_name: string;
  at: string;
  address: string | null;
  agent: string;
  outcome: "accepted" | "wrong" | "inactive" | "limited";
}

function useDirectory<T>(path: string, query: string, page: number, extra: Record<string, string | undefined> = {}) {
  return useQuery({
    queryKey: ["directory", path, query, page, extra],
    queryFn: ({ signal }) => read<Page<T>>(`/api/${path}`, { query, page, ...extra }, signal),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
}

/** Key under which every directory list is cached. */
export const DIRECTORY_KEY = ["directory"] as const;

export const useUnits = (query = "", page = 1) => useDirectory<Unit>("units", query, page);
export const usePeople = (query = "", page = 1, unit?: string) => useDirectory<Person>("people", query, page, { unit });
export const useSites = (query = "", page = 1) => useDirectory<Site>("sites", query, page);
export const useAccounts = (query = "", page = 1) => useDirectory<Account>("accounts", query, page);
export const useSignIns = (query = "", page = 1) => useDirectory<SignInRow>("sign-ins", query, page);

export type NewUnit = Pick<Unit, "code" | "name" | "short_name" | "kind" | "parent_id" | "email">;
export type NewPerson = Pick<Person, "full_name" | "position" | "unit_id" | "email" | "phone">;
export type NewSite = Pick<Site, "name" | "place" | "unit_id">;
export interface NewAccount {
  username: string;
  password: string;
  person_id: string | null;
  site_id: string | null;
  is_administrator: boolean;
  is_secretary: boolean;
  is_technician: boolean;
}

export const createUnit = (input: NewUnit) => command<Unit>("/api/units", input);
export const createPerson = (input: NewPerson) => command<Person>("/api/people", input);
export const createSite = (input: NewSite) => command<Site>("/api/sites", input);
export const createAccount = (input: NewAccount) => command<Account>("/api/accounts", input);
export const setAccountActive = (id: string, active: boolean) =>
  command<Account>(`/api/accounts/${id}/${active ? "activate" : "deactivate"}`);
export const setAccountPassword = (id: string, password: string) => command(`/api/accounts/${id}/password`, { new: password });
