import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { askForCopy, getCopy, type CopyRow } from "@/api/rights";
import { useAct } from "@/api/useAct";

const ASK_MS = 1_000;

export interface Copying {
  /** Percent of the way, null while nothing is being made. */
  percent: number | null;
  failed: boolean;
  ask: () => void;
}

/** A copy comes long after the press of a button: a new page would be kept from opening then, a download is not. */
export function download(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}

/** Asks for a copy that bears one's name, waits for it and gives its address, once. */
export function useCopy(document: string, onReady: (url: string) => void): Copying {
  const [asked, setAsked] = useState<CopyRow | null>(null);
  const begin = useAct(() => askForCopy(document), { onDone: setAsked });
  const watch = useQuery({
    queryKey: ["document-copy", document, asked?.id, asked?.asked_at],
    queryFn: () => getCopy(document, asked?.id ?? ""),
    enabled: asked !== null && asked.status === "waiting",
    refetchInterval: ({ state }) => (state.data?.status === "waiting" || !state.data ? ASK_MS : false),
    gcTime: 0,
  });
  const copy = asked?.status === "waiting" ? (watch.data ?? asked) : asked;
  const ready = useRef(onReady);
  useEffect(() => {
    ready.current = onReady;
  });
  // An address is given out once: the next answer of the same copy brings another one.
  const given = useRef<string | null>(null);
  const asking = asked && `${asked.id} ${asked.url ?? ""}`;
  const url = copy?.status === "ready" ? copy.url : null;
  useEffect(() => {
    if (!url || given.current === asking) return;
    given.current = asking;
    ready.current(url);
  }, [url, asking]);
  const waits = begin.isPending || copy?.status === "waiting";
  return {
    percent: waits ? (copy?.percent ?? 0) : null,
    failed: copy?.status === "failed" || begin.isError || watch.isError,
    ask: () => begin.mutate(undefined),
  };
}
