import { IconArrowsDiagonal, IconArrowsMove, IconEyeOff } from "@tabler/icons-react";
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import classes from "./Floating.module.css";

interface Place {
  x: number;
  y: number;
}

const STEP = 24;
const STEPS: Partial<Record<string, Place>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** Keeps the picture inside its parent, measured from where it rests (top right). */
function inside(box: HTMLElement, { x, y }: Place): Place {
  const parent = box.parentElement;
  if (!parent) return { x, y };
  const left = -(parent.clientWidth - box.offsetWidth - 32);
  const bottom = parent.clientHeight - box.offsetHeight - 32;
  return { x: Math.min(0, Math.max(left, x)), y: Math.min(Math.max(0, bottom), Math.max(0, y)) };
}

interface FloatingPictureProps {
  children: ReactNode;
  caption: ReactNode;
  onSwap: () => void;
  onHide: () => void;
}

/** A small picture over the reader's margin: moved by a finger or by the arrow keys, swapped by one tap. */
export function FloatingPicture({ children, caption, onSwap, onHide }: FloatingPictureProps) {
  const { t } = useTranslation("meeting");
  const box = useRef<HTMLDivElement>(null);
  const grip = useRef<Place | null>(null);
  const [place, setPlace] = useState<Place>({ x: 0, y: 0 });

  const move = (to: Place) => box.current && setPlace(inside(box.current, to));
  function onPointerDown(event: PointerEvent<HTMLElement>) {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX - place.x, y: event.clientY - place.y };
  }
  function onPointerMove(event: PointerEvent) {
    if (grip.current) move({ x: event.clientX - grip.current.x, y: event.clientY - grip.current.y });
  }
  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    move({ x: place.x + step.x, y: place.y + step.y });
  }

  return (
    <div ref={box} className={classes.box} style={{ translate: `${place.x}px ${place.y}px` }} data-testid="floating-picture">
      <div
        className={classes.picture}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => (grip.current = null)}
        onPointerCancel={() => (grip.current = null)}
      >
        {children}
      </div>
      <div className={classes.foot}>
        <div className={classes.caption}>{caption}</div>
        <IconButton label={t("stage.move")} onKeyDown={onKeyDown} onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={() => (grip.current = null)}>
          <IconArrowsMove size={20} aria-hidden />
        </IconButton>
        <IconButton label={t("stage.enlarge")} onClick={onSwap}>
          <IconArrowsDiagonal size={20} aria-hidden />
        </IconButton>
        <IconButton label={t("stage.hide")} onClick={onHide}>
          <IconEyeOff size={20} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
