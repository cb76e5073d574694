import { IconCalendarEvent, IconFileText, IconGavel, IconListNumbers, IconChecklist, IconNotebook } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Found, FoundSource, Piece } from "@/api/search";
import { useUser } from "@/api/session";
import { date } from "@/kit/dates";
import { foundRoute, pageRoute } from "./place";
import classes from "./Search.module.css";

const ICON: Record<FoundSource, typeof IconFileText> = {
  document: IconFileText,
  own_paper: IconNotebook,
  conclusion: IconGavel,
  item: IconListNumbers,
  poll: IconChecklist,
  meeting: IconCalendarEvent,
};

function Marked({ pieces }: { pieces: readonly Piece[] }) {
  return <>{pieces.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>))}</>;
}

interface FoundLineProps {
  found: Found;
  onOpen?: () => void;
  /** With the text around what was found, and further pages. */
  full?: boolean;
}

/** One thing that was found, leading to where it is read. */
export function FoundLine({ found, onOpen, full = false }: FoundLineProps) {
  const { t } = useTranslation("search");
  const isSite = useUser().site !== null;
  const Icon = ICON[found.source];
  const isPaper = found.source === "document" || found.source === "own_paper";
  const page = isPaper ? t("page", { page: found.page }) : "";
  const meeting = found.source === "meeting" ? "" : found.meeting_title;
  return (
    <li className={classes.found}>
      <Link to={foundRoute(found, isSite)} className={classes.open ?? ""} onClick={onOpen}>
        <Icon size={22} stroke={1.5} aria-hidden className={classes.icon} />
        <span className={classes.words}>
          <span className={classes.title}>
            <Marked pieces={found.title} />
          </span>
          {(full || isPaper || found.source === "conclusion") && found.text.length > 0 && (
            <span className={classes.text} data-full={full}>
              <Marked pieces={found.text} />
            </span>
          )}
          <span className={classes.facts}>{[page, t(`source.${found.source}`), meeting, found.meeting_start && date(found.meeting_start)].filter(Boolean).join(" · ")}</span>
        </span>
      </Link>
      {full && isPaper && found.pages.length > 0 && !isSite && (
        <span className={classes.pages}>
          {t("more_pages")}
          {found.pages.map((number) => (
            <Link key={number} to={pageRoute(found, number)} aria-label={t("page", { page: number })}>
              {number}
            </Link>
          ))}
        </span>
      )}
    </li>
  );
}
