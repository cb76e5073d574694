import { useRef, useState, type PointerEvent } from "react";
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

/** Ink, highlights, text and the eraser on one page. A pen writes, a palm does not. */
export function useWriting({ page, viewport, tools, overlay, here, onWritten, onErase }: WritingProps) {
  const doing = useRef<Doing | null>(null);
  const [stroke, setStroke] = useState<readonly number[]>([]);
  const [marking, setMarking] = useState<readonly number[]>([]);
  const { tool, color } = tools;

  const placeOf = (event: { offsetX: number; offsetY: number }) => toPage({ x: event.offsetX, y: event.offsetY }, viewport);

  function erase(at: Point) {
    const touched = here.filter(({ note }) => isTouched(note.kind, note.shape, at, REACH));
    touched.forEach(onErase);
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (tool === null || !event.isPrimary || event.button !== 0) return;
    if (event.pointerType === "pen") tools.sawPen();
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = placeOf(event.nativeEvent);
    const isPalm = event.pointerType === "touch" && tools.hasPen && tool === "pen";
    if (isPalm) doing.current = { what: "scroll", x: event.clientX, y: event.clientY };
    else if (tool === "pen") doing.current = { what: "write", stroke: drawnOn([], at, pressureOf(event)) };
    else if (tool === "eraser") {
      doing.current = { what: "erase" };
      erase(at);
    } else if (tool === "highlight") {
      const layer = textLayerOf(overlay);
      const caret = layer && viewport.rotation === 0 ? caretUnder(event.currentTarget, layer, event) : null;
      doing.current = { what: "mark", from: at, caret, marked: null, box: [] };
    } else onWritten({ kind: "text", page, shape: [at.x, at.y], color, width: 0, ...PLAIN });
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
    if (!now) return;
    if (now.what === "write") {
      const some = event.nativeEvent.getCoalescedEvents();
      for (const one of some.length > 0 ? some : [event.nativeEvent]) now.stroke = drawnOn(now.stroke, placeOf(one), pressureOf(event));
      setStroke(now.stroke);
    } else if (now.what === "erase") erase(placeOf(event.nativeEvent));
    else if (now.what === "mark") mark(now, event);
    else {
      scroller(overlay)?.scrollBy(now.x - event.clientX, now.y - event.clientY);
      doing.current = { what: "scroll", x: event.clientX, y: event.clientY };
    }
  }

  function onPointerUp() {
    const now = doing.current;
    doing.current = null;
    setStroke([]);
    setMarking([]);
    if (now?.what === "write") onWritten({ kind: "ink", page, shape: [...now.stroke], color, width: PEN_WIDTH, ...PLAIN });
    if (now?.what !== "mark") return;
    const { marked, box } = now;
    const isSeen = Math.max(box[2] ?? 0, box[3] ?? 0) > LEAST_MARK;
    if (marked) onWritten({ kind: "highlight", page, color, width: 0, ...marked });
    else if (isSeen) onWritten({ kind: "highlight", page, shape: box, color, width: 0, ...PLAIN });
  }

  function onPointerCancel() {
    doing.current = null;
    setStroke([]);
    setMarking([]);
  }

  return { stroke, marking, width: PEN_WIDTH, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel } };
}

function pressureOf(event: { pointerType: string; pressure: number }): number {
  return event.pointerType === "pen" ? toPressure(event.pressure) : PLAIN_PRESSURE;
}
