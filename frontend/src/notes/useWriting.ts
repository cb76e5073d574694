import { useCallback, useEffect, useRef, useState, type MouseEvent, type PointerEvent, type RefObject } from "react";
import type { OverlayViewport } from "@/meeting/reader/overlay";
import { PLAIN_PRESSURE, drawnOn, isTouched, toPage, toPressure, type Point } from "./geometry";
import { caretAt, markedBetween, textLayerOf, type Caret, type Marked } from "./textLayer";
import { PEN_WIDTH, type Tools } from "./tools";
import type { NoteContent } from "./types";
import type { Placed } from "./useNotes";

/** What was written with a tool, before it becomes a note of a version. */
export type Written = Pick<NoteContent, "kind" | "page" | "shape" | "color" | "width" | "quote" | "before" | "after">;

interface WritingProps {
  page: number;
  viewport: OverlayViewport;
  tools: Tools;
  overlay: HTMLElement | null;
  here: readonly Placed[];
  onWritten: (written: Written) => void;
  onErase: (placed: Placed) => void;
}

/** How near the eraser must come, in ten-thousandths of the page. */
const REACH = 150;
const LEAST_MARK = 60;
const PLAIN = { quote: "", before: "", after: "" };

/** What a pointer is doing, from its going down to its going up. */
type Doing =
  | { what: "write"; stroke: readonly number[] }
  | { what: "mark"; from: Point; caret: Caret | null; marked: Marked | null; box: number[] }
  | { what: "erase" }
  | { what: "scroll"; x: number; y: number };

/** The nearest part of the page that scrolls. */
function scroller(element: HTMLElement | null): HTMLElement | null {
  for (let at = element?.parentElement ?? null; at; at = at.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(at);
    if (/auto|scroll/.test(`${overflowX} ${overflowY}`)) return at;
  }
  return null;
}

/** The layer that catches touches lies over the text: it looks away while the text under it is asked. */
function caretUnder(catcher: HTMLElement, layer: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): Caret | null {
  catcher.style.pointerEvents = "none";
  try {
    return caretAt(layer, clientX, clientY);
  } finally {
    catcher.style.pointerEvents = "";
  }
}

function boxBetween(a: Point, b: Point): number[] {
  return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
}

/** What becomes of what was done; null where nothing is left of it. */
function writtenBy(now: Doing, { page, tools }: WritingProps): Written | null {
  const plain = { page, color: tools.color, width: 0, ...PLAIN };
  if (now.what === "write") return { ...plain, kind: "ink", shape: [...now.stroke], width: PEN_WIDTH };
  if (now.what !== "mark") return null;
  if (now.marked) return { ...plain, kind: "highlight", ...now.marked };
  const isSeen = Math.max(now.box[2] ?? 0, now.box[3] ?? 0) > LEAST_MARK;
  return isSeen ? { ...plain, kind: "highlight", shape: now.box } : null;
}

function begun(event: PointerEvent<HTMLDivElement>, at: Point, { tools, overlay, viewport }: WritingProps): Doing | null {
  const isPalm = event.pointerType === "touch" && tools.hasPen && tools.tool === "pen";
  if (isPalm) return { what: "scroll", x: event.clientX, y: event.clientY };
  if (tools.tool === "pen") return { what: "write", stroke: drawnOn([], at, pressureOf(event)) };
  if (tools.tool === "eraser") return { what: "erase" };
  if (tools.tool !== "highlight") return null;
  const layer = textLayerOf(overlay);
  const caret = layer && viewport.rotation === 0 ? caretUnder(event.currentTarget, layer, event) : null;
  return { what: "mark", from: at, caret, marked: null, box: [] };
}

/** A second finger, wherever it comes down, makes the first one's stroke the beginning of a pinch: nothing is written. */
function useSecondFinger(first: RefObject<number | null>, stop: () => void) {
  useEffect(() => {
    const look = ({ pointerType, pointerId }: globalThis.PointerEvent) => {
      if (pointerType !== "touch" || first.current === null || pointerId === first.current) return;
      first.current = null;
      stop();
    };
    window.addEventListener("pointerdown", look, { capture: true });
    return () => window.removeEventListener("pointerdown", look, { capture: true });
  }, [first, stop]);
}

/** Ink, highlights, text and the eraser on one page. A pen writes, a palm does not. */
export function useWriting(props: WritingProps) {
  const { viewport, tools, overlay, here, onWritten, onErase } = props;
  const doing = useRef<Doing | null>(null);
  const finger = useRef<number | null>(null);
  const [stroke, setStroke] = useState<readonly number[]>([]);
  const [marking, setMarking] = useState<readonly number[]>([]);
  const placeOf = (event: { offsetX: number; offsetY: number }) => toPage({ x: event.offsetX, y: event.offsetY }, viewport);
  const erase = (at: Point) => here.filter(({ note }) => isTouched(note.kind, note.shape, at, REACH)).forEach(onErase);

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (tools.tool === null || !event.isPrimary || event.button !== 0) return;
    if (event.pointerType === "pen") tools.sawPen();
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = placeOf(event.nativeEvent);
    doing.current = begun(event, at, props);
    finger.current = event.pointerType === "touch" ? event.pointerId : null;
    if (doing.current?.what === "erase") erase(at);
  }

  function mark(now: Extract<Doing, { what: "mark" }>, event: PointerEvent<HTMLDivElement>) {
    const layer = textLayerOf(overlay);
    const caret = layer && now.caret ? caretUnder(event.currentTarget, layer, event) : null;
    if (layer && now.caret && caret) now.marked = markedBetween(layer, now.caret, caret);
    // A scan has no text: what is marked is the box between the two places.
    if (!now.caret) now.box = boxBetween(now.from, placeOf(event.nativeEvent));
    setMarking(now.marked?.shape ?? now.box);
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    const now = doing.current;
    if (now?.what === "write") {
      const some = event.nativeEvent.getCoalescedEvents();
      for (const one of some.length > 0 ? some : [event.nativeEvent]) now.stroke = drawnOn(now.stroke, placeOf(one), pressureOf(one));
      setStroke(now.stroke);
    } else if (now?.what === "erase") erase(placeOf(event.nativeEvent));
    else if (now?.what === "mark") mark(now, event);
    else if (now?.what === "scroll") {
      scroller(overlay)?.scrollBy(now.x - event.clientX, now.y - event.clientY);
      doing.current = { what: "scroll", x: event.clientX, y: event.clientY };
    }
  }

  const stop = useCallback(() => {
    doing.current = null;
    setStroke([]);
    setMarking([]);
  }, []);
  useSecondFinger(finger, stop);

  function onPointerUp() {
    const written = doing.current && writtenBy(doing.current, props);
    finger.current = null;
    stop();
    if (written) onWritten(written);
  }

  // Not before the click: that of a finger would fall on the note's own dialog and close it.
  function onClick(event: MouseEvent<HTMLDivElement>) {
    if (tools.tool !== "text") return;
    const { x, y } = placeOf(event.nativeEvent);
    onWritten({ kind: "text", page: props.page, shape: [x, y], color: tools.color, width: 0, ...PLAIN });
  }

  return { stroke, marking, width: PEN_WIDTH, handlers: { onClick, onPointerDown, onPointerMove, onPointerUp, onPointerCancel: stop } };
}

function pressureOf(event: { pointerType: string; pressure: number }): number {
  return event.pointerType === "pen" ? toPressure(event.pressure) : PLAIN_PRESSURE;
}
