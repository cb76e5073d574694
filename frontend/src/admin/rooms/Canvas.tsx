import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";
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

/** The grid on which a room is drawn: things are dragged, or moved by the arrow keys. */
export function Canvas({ drawing, chosen, onChoose, onAdd, onMove, onRemove }: CanvasProps) {
  const { t } = useTranslation("seating");
  const grid = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<{ key: string; at: Cell } | null>(null);
  const { width, height, places } = drawing;

  const start = (place: SeatPlace) => (event: PointerEvent<HTMLButtonElement>) => {
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
  const press = (place: SeatPlace) => (event: KeyboardEvent) => {
    const by = ARROWS[event.key];
    if (by) onMove(place.key, place.x + by.x, place.y + by.y);
    else if (event.key === "Delete" || event.key === "Backspace") onRemove(place.key);
    else return;
    event.preventDefault();
  };
  const put = (event: MouseEvent) => {
    if (event.target !== grid.current) return;
    const { x, y } = cellUnder(grid.current, drawing, event);
    onAdd(x, y);
  };
  const name = ({ kind, label, x, y }: SeatPlace) => t("editor.thing", { kind: t(`kind.${kind}`), label, row: y + 1, column: x + 1 });

  return (
    <div className={classes.scroll}>
      {/* Things are added by keyboard with the button beside; a click on an empty cell is the quick way. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div
        ref={grid}
        className={classes.grid}
        data-testid="room-grid"
        style={{ width: `calc(var(--cell) * ${width} + 2px)`, height: `calc(var(--cell) * ${height} + 2px)` }}
        onClick={put}
      >
        {places.map((place) => {
          const at = dragged?.key === place.key ? dragged.at : place;
          const Icon = KIND_ICON[place.kind];
          return (
            <button
              key={place.key}
              type="button"
              className={classes.thing}
              style={{ left: percent(at.x, width), top: percent(at.y, height) }}
              data-kind={place.kind}
              data-dragged={dragged?.key === place.key}
              aria-pressed={place.key === chosen}
              aria-label={name(place)}
              onPointerDown={start(place)}
              onPointerMove={follow}
              onPointerUp={drop}
              onPointerCancel={() => setDragged(null)}
              onFocus={() => onChoose(place.key)}
              onKeyDown={press(place)}
            >
              {isSeat(place) || place.label ? place.label : <Icon size={18} aria-hidden />}
            </button>
          );
        })}
      </div>
    </div>
  );
}
