import { IconUser, IconVideoOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TrackVideo, useMediaTile } from "@/media";
import { useMedia, useMeetingView } from "./context";
import { programmeOf, sitesByName, type Programme } from "./selectors";
import classes from "./Stage.module.css";
import { placeName } from "./place";

interface PictureProps {
  identity: string | null;
  label: string;
  className?: string | undefined;
  children?: ReactNode;
}

/** One identity's picture, or a calm face that says that there is none. */
export function Picture({ identity, label, className, children }: PictureProps) {
  const { t } = useTranslation("meeting");
  const media = useMedia();
  const tile = useMediaTile(media, identity);
  const frozen = tile?.quality === "lost";
  return (
    <div className={`${classes.picture ?? ""} ${className ?? ""}`} data-speaking={tile?.speaking ?? false} data-lost={frozen}>
      {identity && <TrackVideo media={media} identity={identity} className={classes.video} label={label} />}
      {!tile?.hasCamera && (
        <div className={classes.blank}>
          {identity ? <IconVideoOff size={28} stroke={1.5} aria-hidden /> : <IconUser size={28} stroke={1.5} aria-hidden />}
          <span>{identity ? t("stage.no_picture") : t("stage.nobody")}</span>
        </div>
      )}
      {tile?.hasCamera && !tile.camera && <div className={classes.blank}>{t("stage.coming")}</div>}
      {children}
    </div>
  );
}

const GRID_LIMIT = 9;

/** The sites that are on line, up to nine, the central one first. */
function SiteGrid() {
  const { parts } = useMeetingView();
  const online = sitesByName(parts).filter((site) => site.status === "online");
  const shown = online.sort((a, b) => Number(b.is_central) - Number(a.is_central)).slice(0, GRID_LIMIT);
  return (
    <div className={classes.grid} data-count={shown.length}>
      {shown.map((site) => (
        <Picture key={site.site_id} identity={site.media_identity} label={site.name}>
          <span className={classes.gridName}>{placeName(site.name)}</span>
        </Picture>
      ))}
      {shown.length === 0 && <Picture identity={null} label="" />}
    </div>
  );
}

/** The programme; while nobody speaks and the one meant sends no picture, the sites that do. */
export function useProgramme(): Programme {
  const { parts, meeting } = useMeetingView();
  const programme = programmeOf(parts, meeting);
  const tile = useMediaTile(useMedia(), programme.identity);
  const idle = !programme.speaking && programme.mode !== "document" && !tile?.hasCamera;
  const someSite = Object.values(parts.sites).some(({ status }) => status === "online");
  return idle && someSite ? { ...programme, mode: "grid" } : programme;
}

/** The programme as every screen shows it: speaker, chair or the grid of sites. */
export function Stage({ children }: { children?: (programme: Programme) => ReactNode }) {
  const programme = useProgramme();
  return (
    <div className={classes.stage} data-testid="stage" data-mode={programme.mode} data-programme={programme.identity ?? ""}>
      {programme.mode === "grid" ? (
        <SiteGrid />
      ) : (
        <Picture identity={programme.identity} label={programme.place || programme.person} className={classes.full} />
      )}
      {children?.(programme)}
    </div>
  );
}
