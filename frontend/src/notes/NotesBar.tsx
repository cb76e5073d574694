import { IconArrowBackUp, IconBookmark, IconBookmarkFilled, IconEraser, IconHighlight, IconMessage2Plus, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import classes from "./notes.module.css";
import type { Tool, Tools } from "./tools";
import type { SyncStatus } from "./notebook";

const ICONS = { pen: IconPencil, highlight: IconHighlight, text: IconMessage2Plus, eraser: IconEraser };
const TOOLS: readonly Tool[] = ["pen", "highlight", "text", "eraser"];

interface BarProps {
  tools: Tools;
  status: SyncStatus;
  bookmarked: boolean;
  onBookmark: () => void;
  onUndo: (() => void) | null;
}

function Colors({ tools }: { tools: Tools }) {
  const { t } = useTranslation("notes");
  return (
    <div className={classes.colors} role="group" aria-label={t("color.group")}>
      {tools.colors.map((color) => (
        <button
          key={color}
          type="button"
          className={classes.color}
          data-color={color}
          aria-label={t(`color.${color}`)}
          aria-pressed={tools.color === color}
          onClick={() => tools.setColor(color)}
        />
      ))}
    </div>
  );
}

/** The tools that write, below the page where a thumb reaches them. */
export function NotesBar({ tools, status, bookmarked, onBookmark, onUndo }: BarProps) {
  const { t } = useTranslation("notes");
  const Bookmark = bookmarked ? IconBookmarkFilled : IconBookmark;
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("bar")} data-testid="notes-bar">
      {TOOLS.map((tool) => {
        const Icon = ICONS[tool];
        const inHand = tools.tool === tool;
        return (
          <IconButton key={tool} label={t(`tool.${tool}`)} className={classes.tool} aria-pressed={inHand} onClick={() => tools.choose(inHand ? null : tool)}>
            <Icon size={22} stroke={1.75} aria-hidden />
          </IconButton>
        );
      })}
      {tools.tool !== null && tools.tool !== "eraser" && <Colors tools={tools} />}
      <IconButton label={t("undo")} disabled={onUndo === null} onClick={() => onUndo?.()}>
        <IconArrowBackUp size={22} stroke={1.75} aria-hidden />
      </IconButton>
      <IconButton label={t(bookmarked ? "bookmark_remove" : "bookmark")} aria-pressed={bookmarked} onClick={onBookmark}>
        <Bookmark size={22} stroke={1.75} aria-hidden />
      </IconButton>
      {status !== "idle" && (
        <span className={classes.status} role="status" data-testid="notes-status">
          {t(`status.${status}`)}
        </span>
      )}
    </div>
  );
}
