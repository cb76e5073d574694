import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { read, request } from "@/api/request";
import type { Place } from "./Pages";
import type { Paper } from "./paper";

interface Kept extends Place {
  version: number;
  /** Milliseconds since the epoch, by this device. */
  keptAt: number;
}

interface PlaceRow {
  version: number | null;
  page: number | null;
  at: number | null;
  device: string | null;
  kept_at: string | null;
}

const MOST_KEPT = 200;
const SETTLED_MS = 1_500;

/** This browser's own name, so that its own places are not taken for another device's. */
function useDevice(): string {
  const [made] = useState(() => crypto.randomUUID());
  const [device, setDevice] = useLocalStorage({ key: "ecabinet.device", defaultValue: made, getInitialValueInEffect: false });
  useEffect(() => {
    if (device === made) setDevice(made);
  }, [device, made, setDevice]);
  return device;
}

/** The places of an account on this device, by paper; the newest two hundred. */
export function useKeptPlaces(accountId: string) {
  const [places, setPlaces] = useLocalStorage<Readonly<Record<string, Kept>>>({
    key: `ecabinet.places.${accountId}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const keep = (paperId: string, place: Kept) =>
    setPlaces((old) => Object.fromEntries([...Object.entries(old).filter(([id]) => id !== paperId), [paperId, place]].slice(-MOST_KEPT)) as typeof old);
  return { places, keep };
}

function tell(url: string, version: number, { page, at }: Place, device: string): Promise<PlaceRow> {
  const body = JSON.stringify({ version, page, at, device });
  return request<PlaceRow>("POST", url, { body, headers: { "Content-Type": "application/json" }, keepalive: true });
}

/** Keeps the newest place a while after the last change, and when the page is left. */
function useSettled(store: (place: Place) => void) {
  const waiting = useRef<{ place: Place; timer: number } | null>(null);
  const keep = useRef(store);
  useEffect(() => {
    keep.current = store;
  });
  const settle = useCallback(() => {
    const left = waiting.current;
    waiting.current = null;
    if (!left) return;
    window.clearTimeout(left.timer);
    keep.current(left.place);
  }, []);
  useEffect(() => {
    const onHidden = () => document.visibilityState === "hidden" && settle();
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      document.removeEventListener("visibilitychange", onHidden);
      settle();
    };
  }, [settle]);
  return useCallback(
    (place: Place) => {
      if (waiting.current) window.clearTimeout(waiting.current.timer);
      waiting.current = { place, timer: window.setTimeout(settle, SETTLED_MS) };
    },
    [settle],
  );
}

export interface KeptPlace {
  /** How far down its page this device was, for the opening. */
  at: number;
  keep: (place: Place) => void;
  /** A page that another device of this person was at later. */
  elsewhere: number | null;
}

/** Remembers the place in a paper on this device, and tells it to the person's other ones. */
export function usePlace(paper: Paper, accountId: string, page: number): KeptPlace {
  const { places, keep } = useKeptPlaces(accountId);
  const device = useDevice();
  const { id, version, placeUrl } = paper;
  const [opened] = useState(places[id]);
  const onKeep = useSettled((place) => {
    keep(id, { ...place, version, keptAt: Date.now() });
    // A place that was not told is told with the next one; it is kept on this device anyway.
    if (placeUrl !== null) tell(placeUrl, version, place, device).catch(() => undefined);
  });
  const { data } = useQuery({
    queryKey: ["place", id],
    queryFn: ({ signal }) => read<PlaceRow>(placeUrl ?? "", {}, signal),
    enabled: placeUrl !== null,
    staleTime: 60_000,
  });
  const isLater = Boolean(data?.kept_at) && Date.parse(data?.kept_at ?? "") > (places[id]?.keptAt ?? 0);
  const theirs = isLater && data?.device !== device ? (data?.page ?? null) : null;
  return {
    at: opened?.version === version && opened.page === page ? opened.at : 0,
    keep: onKeep,
    elsewhere: theirs === page ? null : theirs,
  };
}
