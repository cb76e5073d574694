import { useEffect, useState } from "react";
import { quadsOf, type Box } from "./geometry";
import { findQuote, quoted, type Quoted } from "./quotes";

/** The text of a page as the reader lays it over the picture: one node for each piece. */

/** The layer of the page that an overlay lies on; null while there is none. */
export function textLayerOf(overlay: HTMLElement | null): HTMLElement | null {
  return overlay?.parentElement?.parentElement?.querySelector<HTMLElement>("[data-text-layer]") ?? null;
}

function nodesOf(layer: HTMLElement): Text[] {
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
  return nodes;
}

const boxOf = ({ x, y, width, height }: DOMRect): Box => ({ x, y, width, height });

function quadsBetween(layer: HTMLElement, start: [Text, number], end: [Text, number]): number[] {
  const range = document.createRange();
  range.setStart(...start);
  range.setEnd(...end);
  return quadsOf(Array.from(range.getClientRects(), boxOf), boxOf(layer.getBoundingClientRect()));
}

/** Where a quote lies on the page, as stretches of a highlight; empty when it is not there. */
export function quadsOfQuote(layer: HTMLElement, quote: string, before: string): number[] {
  const nodes = nodesOf(layer);
  const found = findQuote(nodes.map(({ data }) => data), quote, before);
  const [first, last] = [found[0], found.at(-1)];
  const [from, to] = [first && nodes[first.piece], last && nodes[last.piece]];
  return first && last && from && to ? quadsBetween(layer, [from, first.start], [to, last.end]) : [];
}

export interface Caret {
  node: Text;
  offset: number;
}

/** The place in the page's text nearest to a point of the screen; null where there is no text. */
export function caretAt(layer: HTMLElement, x: number, y: number): Caret | null {
  const position = document.caretPositionFromPoint(x, y);
  const node = position?.offsetNode;
  if (!position || !(node instanceof Text) || !layer.contains(node)) return null;
  return { node, offset: position.offset };
}

export interface Marked extends Quoted {
  shape: number[];
}

/** What lies between two places of the text, in whichever order; null when that is nothing. */
export function markedBetween(layer: HTMLElement, one: Caret, other: Caret): Marked | null {
  const nodes = nodesOf(layer);
  const places = [one, other].map(({ node, offset }) => ({ piece: nodes.indexOf(node), offset }));
  const [from, to] = places.sort((a, b) => a.piece - b.piece || a.offset - b.offset);
  const [start, end] = [from && nodes[from.piece], to && nodes[to.piece]];
  if (!from || !to || !start || !end) return null;
  const text = quoted(nodes.map(({ data }) => data), from, to);
  const shape = quadsBetween(layer, [start, from.offset], [end, to.offset]);
  return text.quote && shape.length > 0 ? { ...text, shape } : null;
}

export interface Wanted {
  id: string;
  quote: string;
  before: string;
}

/** Where quotes lie on the page under an overlay, by id; found anew whenever its text is laid anew. */
export function useQuotes(overlay: HTMLElement | null, wanted: readonly Wanted[]): ReadonlyMap<string, number[]> {
  const [shapes, setShapes] = useState<ReadonlyMap<string, number[]>>(new Map());
  useEffect(() => {
    const layer = textLayerOf(overlay);
    if (!layer || wanted.length === 0) return undefined;
    const find = () => {
      const found = wanted.map(({ id, quote, before }): [string, number[]] => [id, quadsOfQuote(layer, quote, before)]);
      setShapes(new Map(found.filter(([, shape]) => shape.length > 0)));
    };
    const observer = new MutationObserver(find);
    observer.observe(layer, { childList: true });
    const frame = requestAnimationFrame(find);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [overlay, wanted]);
  return shapes;
}
