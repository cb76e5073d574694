import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { isUnreachable } from "@/api/problem";
import { read, request } from "@/api/request";
import type { Page } from "@/api/types";
import type { DocumentRow } from "@/live";
import { ReadingTally } from "./readingTally";

const BATCH_SECONDS = 20;

export interface OwnReading {
  document_id: string;
  version: number;
  pages: number;
  pages_seen: number;
  seconds: number;
  /** The newest version that one has read. */
  read_version: number | null;
}

const keyOf = (meetingId: string) => ["meeting", meetingId, "reading"];

/** How far one has read oneself, by document. */
export function useOwnReading(meetingId: string): ReadonlyMap<string, OwnReading> {
  const { data } = useQuery({
    queryKey: keyOf(meetingId),
    queryFn: ({ signal }) => read<Page<OwnReading>>(`/api/meetings/${meetingId}/reading`, {}, signal),
    staleTime: Infinity,
  });
  return new Map(data?.items.map((row) => [row.document_id, row]));
}

function isBeforeTheEyes(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** Told even while the page is being left. */
function tell(documentId: string, body: string): Promise<OwnReading> {
  const headers = { "Content-Type": "application/json" };
  return request("POST", `/api/documents/${documentId}/reading`, { body, headers, keepalive: true });
}

function replaced(page: Page<OwnReading> | undefined, row: OwnReading): Page<OwnReading> | undefined {
  if (!page) return page;
  const others = page.items.filter(({ document_id }) => document_id !== row.document_id);
  return { ...page, items: [...others, row] };
}

/** Counts pages and seconds while they are before the reader's eyes; tells every 20 seconds and at the end. */
export function useReadingTime(meetingId: string, { id, version, status }: DocumentRow, page: number): void {
  const cache = useQueryClient();
  const current = useRef(page);
  useEffect(() => {
    current.current = page;
  }, [page]);
  useEffect(() => {
    if (status !== "ready") return undefined;
    const tally = new ReadingTally(version);
    const send = () => {
      const batch = tally.take();
      if (batch === null) return;
      tell(id, JSON.stringify(batch)).then(
        (row) => {
          tally.settle(batch.batch);
          cache.setQueryData<Page<OwnReading>>(keyOf(meetingId), (old) => replaced(old, row));
        },
        (error: unknown) => {
          if (!isUnreachable(error)) tally.settle(batch.batch);
        },
      );
    };
    let seconds = 0;
    const timer = window.setInterval(() => {
      if (isBeforeTheEyes()) tally.tick(current.current);
      seconds += 1;
      if (seconds % BATCH_SECONDS === 0) send();
    }, 1_000);
    const onHidden = () => document.visibilityState === "hidden" && send();
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", onHidden);
      send();
    };
  }, [cache, meetingId, id, version, status]);
}
