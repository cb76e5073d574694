import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import type { MeetingSummary } from "./meetings";

export type FeedScope = Schemas["FeedRow"]["scope"];
export type OpenedFeed = Schemas["OpenedFeed"];

export const FEEDS_KEY = ["calendar-feeds"] as const;

/** A month holds no more than this; beyond it the lists of meetings are the better tool. */
const MOST_PAGES = 10;

async function meetingsBetween(since: string, until: string, signal: AbortSignal): Promise<MeetingSummary[]> {
  const found: MeetingSummary[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { items, pages } = await get("/api/meetings", { query: { since, until, page } }, signal);
    found.push(...items);
    if (page >= pages) break;
  }
  return found.sort((a, b) => a.scheduled_start.localeCompare(b.scheduled_start));
}

/** The meetings one may see on the days from `since` to `until` ("2025-07-01"), by time. */
export const useMeetingsBetween = (since: string, until: string) =>
  useQuery({
    queryKey: ["meetings", "between", since, until],
    queryFn: ({ signal }) => meetingsBetween(since, until, signal),
    placeholderData: (previous) => previous,
  });

/** The user's own calendar feeds. */
export const useFeeds = () => useQuery({ queryKey: FEEDS_KEY, queryFn: ({ signal }) => get("/api/calendar-feeds", {}, signal) });

export const openFeed = (scope: FeedScope) => run("/api/calendar-feeds", { body: { scope } });
export const closeFeed = (scope: FeedScope) => run("/api/calendar-feeds/{scope}/close", { path: { scope } });
