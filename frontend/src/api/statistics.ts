import { useQuery } from "@tanstack/react-query";
import { get, type Schemas } from "./client";

export type PersonFigures = Schemas["PersonStatistics"];
export type MeetingFigures = Schemas["MeetingStatistics"];

/** Days "2025-07-01", both included, and the chairing unit; empty ones choose nothing. */
export interface Period {
  since: string;
  until: string;
  unit: string;
}

const chosen = (period: Period) => Object.fromEntries(Object.entries(period).filter(([, value]) => value)) as Partial<Period>;

/** Figures of each person over the meetings of a period. */
export const usePersonFigures = (period: Period, query: string, page: number) =>
  useQuery({
    queryKey: ["statistics", "people", period, query, page],
    queryFn: ({ signal }) => get("/api/statistics/people", { query: { ...chosen(period), query, page } }, signal),
    placeholderData: (previous) => previous,
  });

/** Figures of each meeting of a period, the latest first. */
export const useMeetingFigures = (period: Period, page: number) =>
  useQuery({
    queryKey: ["statistics", "meetings", period, page],
    queryFn: ({ signal }) => get("/api/statistics/meetings", { query: { ...chosen(period), page } }, signal),
    placeholderData: (previous) => previous,
  });

/** Where the figures of all people of the period are read as a table. */
export const exportAddress = (period: Period, query: string, form: "csv" | "xlsx") =>
  `/api/statistics/people/export?${new URLSearchParams({ ...chosen(period), query, form }).toString()}`;
