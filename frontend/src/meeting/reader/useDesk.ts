import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { anchorAt, boundedZoom, scrollFor, type Anchor, type Arrangement, type Point, type Size } from "./arrangement";

/** A point of a page and where it shall stand: so many pixels from the left, or in the middle however wide it is. */
export interface Order extends Omit<Anchor, "at"> {
  at: { x: number | "middle"; y: number };
}

interface DeskOptions {
  arrangement: Arrangement;
  view: Size;
  /** Where to be: a new object is a new order. */
  order: Order;
  zoom: number;
  onZoom: (zoom: number) => void;
  /** The person moved the pages: by finger, wheel or keys. */
  onMoved: (scroll: Point) => void;
}

const scrollOf = (desk: HTMLElement): Point => ({ x: desk.scrollLeft, y: desk.scrollTop });

function distance(touches: TouchList): number {
  const [a, b] = [touches[0], touches[1]];
  return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
}

function middle(touches: TouchList, frame: DOMRect): Point {
  const [a, b] = [touches[0], touches[1]];
  if (!a || !b) return { x: 0, y: 0 };
  return { x: (a.clientX + b.clientX) / 2 - frame.left, y: (a.clientY + b.clientY) / 2 - frame.top };
}

/**
 * Scrolls the desk: to where it is ordered, to the same place when the arrangement changes, and wherever the
 * person moves it. What the desk was told to do itself is not taken for the person's doing.
 */
function useScrolling({ arrangement, view, order, onMoved }: DeskOptions) {
  const desk = useRef<HTMLDivElement>(null);
  const anchor = useRef<Order>(order);
  const told = useRef<Point>({ x: 0, y: 0 });
  const [scroll, setScroll] = useState<Point>({ x: 0, y: 0 });
  const { width } = view;

  const settle = useCallback(() => {
    const box = desk.current;
    if (!box) return;
    const { at, ...point } = anchor.current;
    const wanted = scrollFor(arrangement, { ...point, at: { x: at.x === "middle" ? width / 2 : at.x, y: at.y } });
    const now = scrollOf(box);
    const off = Math.max(Math.abs(wanted.x - now.x), Math.abs(wanted.y - now.y));
    if (off > 1) box.scrollTo({ left: wanted.x, top: wanted.y, behavior: "instant" });
    told.current = scrollOf(box);
    setScroll(told.current);
  }, [arrangement, width]);

  useLayoutEffect(() => {
    anchor.current = order;
  }, [order]);
  // The order comes first: both may change at once.
  useLayoutEffect(settle, [settle, order]);

  function onScroll() {
    const box = desk.current;
    if (!box) return;
    const now = scrollOf(box);
    setScroll(now);
    if (Math.abs(now.x - told.current.x) < 2 && Math.abs(now.y - told.current.y) < 2) return;
    told.current = now;
    anchor.current = { ...anchorAt(arrangement, now, { x: width / 2, y: 0 }), at: { x: "middle", y: 0 } };
    onMoved(now);
  }

  /** What stands at this point of the view shall stay there through the next change. */
  const hold = useCallback(
    (at: Point, from: Point = at) => {
      if (desk.current) anchor.current = { ...anchorAt(arrangement, scrollOf(desk.current), from), at };
    },
    [arrangement],
  );

  /** Brings a place of the view into its middle. */
  const reveal = useCallback((rect: DOMRect) => {
    const box = desk.current;
    if (!box) return;
    const frame = box.getBoundingClientRect();
    if (rect.top >= frame.top + 24 && rect.bottom <= frame.bottom - 24 && rect.left >= frame.left && rect.right <= frame.right) return;
    box.scrollBy({ left: rect.left - frame.left - frame.width / 3, top: rect.top - frame.top - frame.height / 3, behavior: "instant" });
  }, []);

  return { desk, scroll, onScroll, hold, reveal, settle };
}

interface PinchOptions {
  desk: React.RefObject<HTMLDivElement | null>;
  zoom: number;
  onZoom: (zoom: number) => void;
  hold: (at: Point, from?: Point) => void;
  settle: () => void;
}

interface Pinch {
  start: number;
  zoom: number;
  from: Point;
  at: Point;
  scale: number;
}

type Listen = Record<"touchstart" | "touchmove" | "touchend" | "touchcancel", (event: TouchEvent) => void>;

/** What two fingers on `box` do; `latest` is asked anew at every step. */
function pinching(box: HTMLElement, stack: React.RefObject<HTMLElement | null>, latest: () => PinchOptions): Listen {
  let pinch: Pinch | null = null;
  function touchstart({ touches }: TouchEvent) {
    if (touches.length !== 2) return;
    const from = middle(touches, box.getBoundingClientRect());
    pinch = { start: distance(touches), zoom: latest().zoom, from, at: from, scale: 1 };
  }
  function touchmove(event: TouchEvent) {
    const { touches } = event;
    if (!pinch || !stack.current || touches.length !== 2) return;
    event.preventDefault();
    pinch.at = middle(touches, box.getBoundingClientRect());
    pinch.scale = boundedZoom((pinch.zoom * distance(touches)) / pinch.start) / pinch.zoom;
    const { from, at, scale } = pinch;
    stack.current.style.transformOrigin = `${from.x + box.scrollLeft}px ${from.y + box.scrollTop}px`;
    stack.current.style.transform = `translate(${at.x - from.x}px, ${at.y - from.y}px) scale(${scale})`;
  }
  function touchend() {
    if (!pinch || !stack.current) return;
    const { hold, settle, onZoom } = latest();
    stack.current.style.transform = "";
    hold(pinch.at, pinch.from);
    settle();
    onZoom(boundedZoom(pinch.zoom * pinch.scale));
    pinch = null;
  }
  return { touchstart, touchmove, touchend, touchcancel: touchend };
}

/** Two fingers: the pages follow them at once as they are, and are drawn anew when the fingers leave. */
function usePinch(options: PinchOptions) {
  const { desk } = options;
  const stack = useRef<HTMLDivElement>(null);
  // A running meeting draws this screen anew at any moment: fingers that are on the glass must not lose the pages.
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const box = desk.current;
    if (!box) return undefined;
    const leave = new AbortController();
    function wheel(event: WheelEvent) {
      if (!box || !event.ctrlKey) return;
      event.preventDefault();
      const frame = box.getBoundingClientRect();
      const { hold, onZoom, zoom } = latest.current;
      hold({ x: event.clientX - frame.left, y: event.clientY - frame.top });
      onZoom(boundedZoom(zoom * Math.exp(-event.deltaY / 200)));
    }
    const listen = pinching(box, stack, () => latest.current);
    const { signal } = leave;
    box.addEventListener("touchstart", listen.touchstart, { passive: true, signal });
    box.addEventListener("touchmove", listen.touchmove, { passive: false, signal });
    box.addEventListener("touchend", listen.touchend, { signal });
    box.addEventListener("touchcancel", listen.touchcancel, { signal });
    box.addEventListener("wheel", wheel, { passive: false, signal });
    return () => leave.abort();
  }, [desk]);
  return stack;
}

const DOUBLE_MS = 320;
const DOUBLE_PX = 28;
/** What a finger does with a tool in hand, on a link or on a note is no tap on the page. */
const NOT_THE_PAGE = "a, button, [data-tool]";

/** A tap of a finger told from a second one at the same place; a mouse's double click selects a word. */
function useDoubleTap(onDouble: (at: Point) => void) {
  const last = useRef({ time: 0, x: 0, y: 0 });
  return (event: React.PointerEvent<HTMLElement>) => {
    if (event.pointerType !== "touch" || !event.isPrimary) return;
    if (event.target instanceof Element && event.target.closest(NOT_THE_PAGE)) return;
    const { timeStamp: time, clientX: x, clientY: y } = event;
    const before = last.current;
    const second = time - before.time < DOUBLE_MS && Math.hypot(x - before.x, y - before.y) < DOUBLE_PX;
    last.current = second ? { time: 0, x: 0, y: 0 } : { time, x, y };
    const frame = event.currentTarget.getBoundingClientRect();
    if (second) onDouble({ x: x - frame.left, y: y - frame.top });
  };
}

/** Everything that moves the pages: orders, scrolling, two fingers, a double tap, Ctrl and the wheel. */
export function useDesk(options: DeskOptions) {
  const { zoom, onZoom } = options;
  const scrolling = useScrolling(options);
  const { desk, hold, settle } = scrolling;
  const stack = usePinch({ desk, zoom, onZoom, hold, settle });
  const onPointerUp = useDoubleTap((at) => {
    hold(at);
    onZoom(zoom > 1.2 ? 1 : 2);
  });
  return { ...scrolling, stack, onPointerUp };
}
