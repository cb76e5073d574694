import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useCallback, useEffect, useMemo, useRef, useState, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { Marks } from "@/rights/Watermark";
import {
  arrange, GAP, pageAt, regionOf, rowsSeen, type Arrangement, type Point, type Region, type Rotation, type Sheet, type Size,
} from "./arrangement";
import type { RenderOverlay } from "./overlay";
import { PagePicture } from "./PagePicture";
import { PageView } from "./PageView";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";
import classes from "./Reader.module.css";
import type { Hit } from "./search";
import { useDesk, type Order } from "./useDesk";

/** A4, until the pages tell their own shape. */
const USUAL_RATIO = 297 / 210;
const WIDEST = 880;
/** Room for a picture beside the page, kept where the page stays readable. */
const MARGIN_KEPT = 304;
const KEPT_FROM = 860;

/** A place in the paper; a new object is a new order to go there. */
export interface Place {
  page: number;
  /** How far down the page, 0 to 1. */
  at: number;
}

/** What the presenter sees. */
export interface Shown {
  page: number;
  region: Region;
}

export interface PagesProps {
  paper: Paper;
  pdf: OpenPdf | null;
  pages: number;
  place: Place;
  /** Instead of a place of one's own. */
  shown: Shown | null;
  zoom: number;
  onZoom: (zoom: number) => void;
  across: 1 | 2;
  rotation: Rotation;
  query: string;
  meant: Hit | null;
  besidePicture: boolean;
  /** The person moved to this page, and so far down it. */
  onMoved: (place: Place) => void;
  /** What is seen now, told after each change. */
  onView: (page: number, region: Region) => void;
  onGo: (page: number) => void;
  /** The first picture is there, or will not come: until then nothing else takes the line. */
  pictured: boolean;
  onFirst: () => void;
  renderOverlay: RenderOverlay | undefined;
  mark: string | null;
}

interface PaperSheetProps extends Pick<PagesProps, "paper" | "pdf" | "rotation" | "query" | "onGo" | "pictured" | "onFirst" | "renderOverlay" | "mark"> {
  sheet: Sheet;
  upright: number;
  meant: number | null;
  isFirst: boolean;
  onRatio: (page: number, ratio: number) => void;
  onMeant: (range: Range) => void;
}

/** How an upright page is turned into its place. */
function turned({ width, height }: Size, rotation: Rotation, upright: number): CSSProperties {
  const tall = rotation % 180 === 0 ? height : width;
  const shift = { 0: "", 90: `translateX(${width}px)`, 180: `translate(${width}px, ${height}px)`, 270: `translateY(${height}px)` };
  return { width: upright, height: tall, transform: `${shift[rotation]} rotate(${rotation}deg)` };
}

/** One sheet: the server's picture of it at once, the page itself as soon as it is drawn. */
function PaperSheet(props: PaperSheetProps) {
  const { paper, pdf, rotation, query, onGo, pictured, onFirst, renderOverlay, mark, sheet, upright, meant, isFirst, onRatio, onMeant } = props;
  const { t } = useTranslation("meeting");
  const [painted, setPainted] = useState(false);
  const { page, left, top, width, height } = sheet;
  const picture = isFirst || pictured ? paper.picture(page, isFirst ? "full" : "thumb") : null;
  const onPainted = useCallback(
    (ratio: number) => {
      setPainted(true);
      onRatio(page, ratio);
    },
    [page, onRatio],
  );
  return (
    <div className={classes.paper} style={{ left, top, width, height }} data-page-number={page}>
      <div className={classes.upright} style={turned(sheet, rotation, upright)}>
        {!painted && picture !== null && (
          <PagePicture
            url={picture}
            className={classes.first}
            alt={t("reader.page_picture", { number: page })}
            testId={page === 1 ? "first-page" : "page-picture"}
            onSettled={isFirst ? onFirst : undefined}
          />
        )}
        {pdf && (
          <PageView
            pdf={pdf}
            number={page}
            width={upright}
            query={query}
            meant={meant}
            rotation={rotation}
            onPainted={onPainted}
            onMeant={onMeant}
            onGo={onGo}
            renderOverlay={renderOverlay}
          />
        )}
        {mark !== null && <Marks mark={mark} width={upright} height={rotation % 180 === 0 ? height : width} />}
      </div>
    </div>
  );
}

/** The shapes of the pages that were drawn; the others are taken to be like the first of them. */
function useRatios() {
  const [ratios, setRatios] = useState<Readonly<Record<number, number>>>({});
  const onRatio = useCallback(
    (page: number, ratio: number) =>
      setRatios((old) => (Math.abs((old[page] ?? 0) - ratio) < 0.001 ? old : { ...old, [page]: ratio })),
    [],
  );
  const usual = Object.values(ratios)[0] ?? USUAL_RATIO;
  return { ratios, usual, onRatio };
}

function useArrangement({ pages, zoom, across, rotation, besidePicture }: PagesProps, view: Size, ratios: Readonly<Record<number, number>>, usual: number): Arrangement {
  const { width, height } = view;
  return useMemo(() => {
    const left = besidePicture && width >= KEPT_FROM && across === 1;
    return arrange({
      pages,
      ratio: (page) => ratios[page] ?? usual,
      view: { width, height },
      gutter: left ? MARGIN_KEPT : width < 600 ? 0 : 2 * GAP,
      left,
      widest: WIDEST,
      zoom,
      across,
      rotation,
    });
  }, [pages, zoom, across, rotation, besidePicture, width, height, ratios, usual]);
}

/** Where the desk is ordered to be: at one's own place, or at what the presenter sees. */
function useOrder({ place, shown }: PagesProps): Order {
  return useMemo(() => {
    if (shown) return { page: shown.page, x: shown.region.x, y: shown.region.y, at: { x: 0, y: 0 } };
    return { page: place.page, x: 0.5, y: place.at, at: { x: "middle", y: place.at === 0 ? GAP / 2 : 0 } };
  }, [place, shown]);
}

/** Tells what is seen, as often as it changes. */
function useTelling({ onView, place, shown }: PagesProps, arrangement: Arrangement, scroll: Point, view: Size) {
  const tell = useRef(onView);
  useEffect(() => {
    tell.current = onView;
  });
  const { width, height } = view;
  const { x, y } = scroll;
  useEffect(() => {
    if (width === 0) return;
    const size = { width, height };
    const page = pageAt(arrangement, { x, y }, size);
    tell.current(page, regionOf(arrangement, page, { x, y }, size));
  }, [arrangement, x, y, width, height, place, shown]);
}

/** The pages of a paper, as many of them alive as are seen and one row more on each side. */
export function Pages(props: PagesProps) {
  const { t } = useTranslation("meeting");
  const { ref, width, height } = useElementSize();
  const view = useMemo(() => ({ width, height }), [width, height]);
  const { ratios, usual, onRatio } = useRatios();
  const arrangement = useArrangement(props, view, ratios, usual);
  const order = useOrder(props);
  const onMoved = (scroll: Point) => {
    const page = pageAt(arrangement, scroll, view);
    props.onMoved({ page, at: regionOf(arrangement, page, scroll, view).y });
  };
  const { desk, stack, scroll, onScroll, onPointerUp, reveal } = useDesk({
    arrangement, view, order, zoom: props.zoom, onZoom: props.onZoom, onMoved,
  });
  const [first] = useState(order.page);
  const onMeant = useCallback((range: Range) => reveal(range.getBoundingClientRect()), [reveal]);
  useTelling(props, arrangement, scroll, view);
  const sheets = width === 0 ? [] : rowsSeen(arrangement, scroll.y, height, 1).flatMap((row) => row.sheets);
  const { meant } = props;
  return (
    <div className={classes.desk} ref={useMergedRef(ref, desk)} onScroll={onScroll} onPointerUp={onPointerUp} tabIndex={0} role="group" aria-label={t("reader.pages")} data-testid="desk">
      <div className={classes.stack} ref={stack} style={{ width: arrangement.width, height: arrangement.height }}>
        {sheets.map((sheet) => (
          <PaperSheet
            key={sheet.page}
            paper={props.paper}
            pdf={props.pdf}
            rotation={props.rotation}
            query={props.query}
            meant={meant?.page === sheet.page ? meant.index : null}
            onGo={props.onGo}
            pictured={props.pictured}
            onFirst={props.onFirst}
            renderOverlay={props.renderOverlay}
            mark={props.mark}
            sheet={sheet}
            upright={arrangement.upright(sheet.page)}
            isFirst={sheet.page === first}
            onRatio={onRatio}
            onMeant={onMeant}
          />
        ))}
      </div>
    </div>
  );
}
