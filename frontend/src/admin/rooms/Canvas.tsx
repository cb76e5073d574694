import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { SeatPlace } from "@/api/rooms";
import { isSeat, type Drawing } from "./drawing";
import classes from "./Editor.module.css";
import { KIND_ICON } from "./kinds";

interface CanvasProps {
  drawing: Drawing;
  chosen: string | null;
  onChoose: (key: string | null) => void;
  onAdd: (x: number, y: number) => void;
  onMove: (key: string, x: number, y: number) => void;
  onRemove: (key: string) => void;
}

interface Cell {
  x: number;
  y: number;
}

const ARROWS: Partial<Record<string, Cell>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;

/** The cell of the grid under the pointer. */
function cellUnder(grid: HTMLElement, { width, height }: Drawing, { clientX, clientY }: { clientX: number; clientY: number }): Cell {
  const box = grid.getBoundingClientRect();
  const within = (at: number, size: number, cells: number) => Math.min(cells - 1, Math.max(0, Math.floor((at / size) * cells)));
  return { x: within(clientX - box.left, box.width, width), y: within(clientY - box.top, box.height, height) };
}

/** The thing under the pointer, and where it would fall. */
function useDragging(grid: RefObject<HTMLDivElement | null>, { drawing, onChoose, onMove }: Pick<CanvasProps, "drawing" | "onChoose" | "onMove">) {
  const [dragged, setDragged] = useState<{ key: string; at: Cell } | null>(null);
  const start = (place: SeatPlace, event: PointerEvent<HTMLButtonElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    onChoose(place.key);
    setDragged({ key: place.key, at: { x: place.x, y: place.y } });
  };
  const follow = (event: PointerEvent) => {
    if (dragged && grid.current) setDragged({ ...dragged, at: cellUnder(grid.current, drawing, event) });
  };
  const drop = () => {
    if (dragged) onMove(dragged.key, dragged.at.x, dragged.at.y);
    setDragged(null);
  };
  return { dragged, start, follow, drop, stop: () => setDragged(null) };
}

interface ThingProps extends CanvasProps {
  place: SeatPlace;
  dragging: ReturnType<typeof useDragging>;
}

function Thing({ place, drawing, dragging, chosen, onChoose, onMove, onRemove }: ThingProps) {
  const { t } = useTranslation("seating");
  const isDragged = dragging.dragged?.key === place.key;
  const at = isDragged && dragging.dragged ? dragging.dragged.at : place;
  const Icon = KIND_ICON[place.kind];
  const press = (event: KeyboardEvent) => {
    const by = ARROWS[event.key];
    if (by) onMove(place.key, place.x + by.x, place.y + by.y);
    else if (event.key === "Delete" || event.key === "Backspace") onRemove(place.key);
    else return;
    event.preventDefault();
  };
  return (
    <button
      type="button"
      className={classes.thing}
      style={{ left: percent(at.x, drawing.width), top: percent(at.y, drawing.height) }}
      data-kind={place.kind}
      data-dragged={isDragged}
      aria-pressed={place.key === chosen}
      aria-label={t("editor.thing", { kind: t(`kind.${place.kind}`), label: place.label, row: place.y + 1, column: place.x + 1 })}
      onPointerDown={(event) => dragging.start(place, event)}
      onPointerMove={dragging.follow}
      onPointerUp={dragging.drop}
      onPointerCancel={dragging.stop}
      onFocus={() => onChoose(place.key)}
      onKeyDown={press}
    >
      {isSeat(place) || place.label ? place.label : <Icon size={18} aria-hidden />}
    </button>
  );
}

/** The grid on which a room is drawn: things are dragged, or moved by the arrow keys. */
export function Canvas(props: CanvasProps) {
  const { drawing, onAdd } = props;
  const grid = useRef<HTMLDivElement>(null);
  const dragging = useDragging(grid, props);
  const put = (event: MouseEvent) => {
    if (event.target !== grid.current) return;
    const { x, y } = cellUnder(grid.current, drawing, event);
    onAdd(x, y);
  };
  const size = { width: `calc(var(--cell) * ${drawing.width} + 2px)`, height: `calc(var(--cell) * ${drawing.height} + 2px)` };
  return (
    <div className={classes.scroll}>
      <div ref={grid} className={classes.grid} data-testid="room-grid" style={size} onClick={put}>
        {drawing.places.map((place) => (
          <Thing key={place.key} {...props} place={place} dragging={dragging} />
        ))}
      </div>
    </div>
  );
}
