import { useElementSize, useFullscreenElement, useMergedRef } from "@mantine/hooks";
import { useCallback, useState, type KeyboardEvent, type RefCallback } from "react";
import { boundedZoom, zoomStep, type Rotation } from "./arrangement";
import type { Place, Shown } from "./Pages";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";
import type { ReaderProps } from "./Reader";
import type { Hit } from "./search";
import { TEXT_SIZES, useReaderSettings } from "./settings";
import type { PanelTab } from "./SidePanel";
import type { Tools } from "./Toolbar";
import type { Following } from "./Turner";
import { usePdf } from "./usePdf";
import { useReadAloud } from "./useReadAloud";
import { useSearch } from "./useSearch";

export const ALONE: Following = { active: false, on: false, set: () => undefined };
/** Two pages beside each other stay readable from this width on. */
const TWO_FROM = 760;
/** A presenter who sees nearly the whole width shows the whole width. */
const NEARLY = 0.97;
const TURNED: Record<Rotation, Rotation> = { 0: 90, 90: 180, 180: 270, 270: 0 };

/** Where the person is: a page that is ordered from above is gone to, one's own moves are told. */
function usePlaceInPaper({ page, at = 0, onPage, onPlace, following = ALONE, presenting }: ReaderProps) {
  const [place, setPlace] = useState<Place>({ page, at });
  const [told, setTold] = useState(page);
  if (page !== told) {
    setTold(page);
    setPlace({ page, at: 0 });
  }
  const follows = following.on && presenting?.on !== true;
  const moved = (to: Place) => {
    if (to.page !== page || follows) {
      setTold(to.page);
      onPage(to.page);
    }
    onPlace?.(to);
  };
  return {
    place,
    moved,
    go: (to: number) => {
      setPlace({ page: to, at: 0 });
      moved({ page: to, at: 0 });
    },
  };
}

interface Searched {
  paper: Paper;
  pdf: OpenPdf | null;
  pages: number;
  page: number;
  find: string;
  go: (page: number) => void;
}

function useSearching({ paper, pdf, pages, page, find, go }: Searched) {
  const [query, setQuery] = useState<string | null>(find || null);
  const [chosen, setChosen] = useState<Hit | null>(null);
  const result = useSearch(paper, pdf, pages, query ?? "");
  return {
    query,
    result,
    meant: chosen !== null && result.hits.includes(chosen) ? chosen : null,
    open: () => setQuery((words) => words ?? ""),
    close: () => setQuery(null),
    setQuery: (words: string) => setQuery(words),
    show: (hit: Hit) => {
      setChosen(hit);
      if (hit.page !== page) go(hit.page);
    },
  };
}

/** The zoom of the pages: one's own, or what brings the presenter's part to the width of this screen. */
function useZoom(shown: Shown | null, own: number, keep: (zoom: number) => void, onLeave: () => void) {
  const part = shown?.region.width ?? 1;
  const zoom = part < NEARLY ? boundedZoom(1 / part) : own;
  const set = (to: number) => {
    keep(to);
    if (shown) onLeave();
  };
  const step = (direction: 1 | -1) => {
    const next = zoomStep(zoom, direction);
    return next === undefined ? undefined : () => set(next);
  };
  return { zoom, set, smaller: step(-1), larger: step(1) };
}

function textStep(size: number, direction: 1 | -1, keep: (size: number) => void) {
  const next = TEXT_SIZES[TEXT_SIZES.indexOf(size) + direction];
  return next === undefined ? undefined : () => keep(next);
}

/** What is laid over or beside the pages, and how they are turned. */
function useFaces() {
  const [tab, setTab] = useState<PanelTab | null>(null);
  const [rotation, setRotation] = useState<Rotation>(0);
  const [printing, setPrinting] = useState(false);
  return { tab, setTab, rotation, rotate: () => setRotation((turn) => TURNED[turn]), printing, setPrinting };
}

function useOpening(paper: Paper, wanted: number) {
  const [pictured, setPictured] = useState(paper.picture(1, "full") === null);
  const onFirst = useCallback(() => setPictured(true), []);
  const { state, retry } = usePdf(paper, pictured);
  const pdf = state.status === "open" ? state.pdf : null;
  const pages = pdf?.document.numPages ?? paper.pages ?? 1;
  return { state, retry, pdf, pages, page: Math.min(Math.max(1, wanted), pages), pictured, onFirst };
}

export interface Frame {
  /** There is room for two pages. */
  wide: boolean;
  full: Tools["full"];
}

/** The reader's own place on the screen, and what its element is attached to. */
export function useFrame(): [attach: RefCallback<HTMLElement>, frame: Frame] {
  const { ref: sized, width } = useElementSize();
  const { ref: filling, fullscreen, toggle } = useFullscreenElement<HTMLElement>();
  const attach = useMergedRef<HTMLElement>(sized, filling);
  return [attach, { wide: width >= TWO_FROM, full: { possible: document.fullscreenEnabled, on: fullscreen, toggle: () => void toggle() } }];
}

/** Everything that the reader is, for its parts to show. */
export function useReader(props: ReaderProps, frame: Frame) {
  const { paper, following = ALONE, presenting, shown = null, mayPrint = true, find = "" } = props;
  const [settings, change] = useReaderSettings();
  const opening = useOpening(paper, props.page);
  const { pdf, pages, page } = opening;
  const { place, moved, go } = usePlaceInPaper(props);
  const search = useSearching({ paper, pdf, pages, page, find, go });
  const faces = useFaces();
  const theirs = following.on && presenting?.on !== true ? shown : null;
  const zoom = useZoom(theirs, settings.zoom, (to) => change({ zoom: to }), () => following.set(false));
  const across: 1 | 2 = settings.beside && frame.wide && theirs === null ? 2 : 1;
  const aloud = useReadAloud({ paper, pdf, page, onNext: page < pages && !following.on ? () => go(page + 1) : null });
  const ofText = (direction: 1 | -1) => textStep(settings.textSize, direction, (textSize) => change({ textSize }));
  const tools: Tools = {
    settings,
    change,
    smaller: settings.words ? ofText(-1) : zoom.smaller,
    larger: settings.words ? ofText(1) : zoom.larger,
    search: search.open,
    panel: { open: faces.tab !== null, toggle: () => faces.setTab(faces.tab === null ? "pages" : null) },
    aloud,
    rotate: faces.rotate,
    full: frame.full,
    wide: frame.wide,
    print: mayPrint ? () => faces.setPrinting(true) : undefined,
    fileUrl: paper.fileUrl,
  };
  return { ...opening, settings, place, moved, go, search, faces, theirs, zoom, across, aloud, tools, following };
}

export type ReaderState = ReturnType<typeof useReader>;

/** What the keys do while the reader has them; fields keep their own. */
function keysOf({ tools, page, pages, across, go, faces, search }: ReaderState): Partial<Record<string, () => void>> {
  const turn = (to: number) => () => to >= 1 && to <= pages && go(to);
  return {
    ArrowRight: turn(page + across),
    ArrowLeft: turn(page - across),
    "+": () => tools.larger?.(),
    "=": () => tools.larger?.(),
    "-": () => tools.smaller?.(),
    "0": () => tools.change({ zoom: 1 }),
    "/": tools.search,
    n: () => tools.change({ night: !tools.settings.night }),
    r: tools.rotate,
    t: () => tools.change({ words: !tools.settings.words }),
    f: () => tools.full.possible && tools.full.toggle(),
    Escape: () => (faces.tab !== null ? faces.setTab(null) : search.close()),
  };
}

const OF_ITS_OWN = "input, textarea, select, [contenteditable], [role='menu'], [role='dialog']";

/** Acts on a key of the reader. */
export function onReaderKey(event: KeyboardEvent, reader: ReaderState): void {
  const field = event.target instanceof HTMLElement && event.target.closest(OF_ITS_OWN) !== null;
  if (event.defaultPrevented || (field && event.key !== "Escape")) return;
  const held = event.ctrlKey || event.metaKey;
  const finds = held && event.key.toLowerCase() === "f";
  if (!finds && (held || event.altKey)) return;
  const act = finds ? reader.search.open : keysOf(reader)[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
