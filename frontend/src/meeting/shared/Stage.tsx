import { IconPinFilled, IconScreenShare, IconUser, IconVideoOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Layout, ShareRow } from "@/live";
import { TrackVideo, useMediaTile } from "@/media";
import { useMedia, useMeetingView } from "./context";
import { usePin, type Pinning, type PinningScreen } from "./pins";
import { placeName } from "./place";
import { PresentedPage } from "./PresentedPage";
import classes from "./Stage.module.css";
import { gridPage } from "./turning";
import { useProgramme, type Shown } from "./useProgramme";

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

/** The screen that is shared; on the page that shares it only words, for a picture of itself has no end. */
function SharedScreen({ share }: { share: ShareRow }) {
  const { t } = useTranslation("meeting");
  const media = useMedia();
  const tile = useMediaTile(media, share.identity);
  const name = placeName(share.name);
  return (
    <div className={`${classes.picture ?? ""} ${classes.full ?? ""} ${classes.screen ?? ""}`} data-testid="shared-screen" data-identity={share.identity}>
      {tile?.isLocal ? (
        <div className={classes.blank}>
          <IconScreenShare size={32} stroke={1.5} aria-hidden />
          <span>{t("share.own")}</span>
        </div>
      ) : (
        <>
          <TrackVideo media={media} identity={share.identity} picture="screen" className={classes.whole} label={t("share.of", { name })} />
          {!tile?.screen && <div className={classes.blank}>{t("stage.coming")}</div>}
          <span className={classes.shareName}>{t("share.of", { name })}</span>
        </>
      )}
    </div>
  );
}

interface GridProps {
  shown: Shown;
  /** Tells which site was tapped. */
  onPick?: ((siteId: string) => void) | undefined;
}

/** A page of sites, as many as the director chose. */
function SiteGrid({ shown, onPick }: GridProps) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const { sites, page, pages } = gridPage(parts, shown.layout, shown.step);
  const columns = Math.max(1, Math.ceil(Math.sqrt(sites.length)));
  return (
    <div className={classes.grid} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }} data-count={sites.length} data-testid="site-grid" data-page={page}>
      {sites.map((site) => (
        <Picture key={site.site_id} identity={site.media_identity} label={site.name}>
          <span className={classes.gridName}>{placeName(site.name)}</span>
          {onPick && (
            <button type="button" className={classes.tap} aria-label={t("pin.this", { name: placeName(site.name) })} onClick={() => onPick(site.site_id)} />
          )}
        </Picture>
      ))}
      {sites.length === 0 && <Picture identity={null} label="" />}
      {pages > 1 && <span className={classes.pageOf}>{t("stage.page", { page, pages })}</span>}
    </div>
  );
}

/** "Đã ghim", with the way back to the programme. */
function PinMark({ pinning, name }: { pinning: Pinning; name: string }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.pinned} data-testid="pinned">
      <IconPinFilled size={16} aria-hidden />
      <span>{t("pin.mark", { name })}</span>
      <button type="button" onClick={() => pinning.set(null)}>
        {t("pin.back")}
      </button>
    </div>
  );
}

function Large({ shown, papers, onPick }: GridProps & { papers: boolean }) {
  const name = shown.place || shown.person;
  if (shown.mode === "grid") return <SiteGrid shown={shown} onPick={onPick} />;
  if (shown.mode === "share" && shown.share) return <SharedScreen share={shown.share} />;
  if (shown.mode === "document" && shown.documentId && papers) {
    return <PresentedPage key={shown.documentId} documentId={shown.documentId} page={shown.page} region={shown.region} />;
  }
  return <Picture identity={shown.identity} label={name} className={classes.full} />;
}

/** The picture that stands small over the large one; null when there is none. */
function smallOf(shown: Shown, papers: boolean): string | null {
  if (shown.mode === "speaker_central") return shown.central;
  const sharesOwn = shown.mode === "share";
  const overPaper = shown.mode === "document" && shown.documentId !== null && papers && shown.picture === "corner";
  return sharesOwn || overPaper ? shown.identity : null;
}

interface StageProps {
  children?: ((programme: Shown) => ReactNode) | undefined;
  /** A layout that is only looked at, instead of the director's. */
  preview?: Layout;
  /** Draws the presented document too; tablets have a reader for it. */
  papers?: boolean;
  /** The screen may pin something for itself. */
  pins?: PinningScreen;
  /** A tap on a site of the grid pins it. */
  taps?: boolean;
  /** What stands under the speaker's picture beside a document. */
  beside?: (programme: Shown) => ReactNode;
}

/** The name of what a screen has pinned. */
function usePinnedName(shown: Shown): string {
  const { parts } = useMeetingView();
  if (shown.mode === "document") return parts.documents[shown.documentId ?? ""]?.title ?? "";
  return shown.place;
}

/** The programme as every screen shows it, by the director's layout or what this screen has pinned. */
export function Stage({ children, preview, papers = false, pins, taps = false, beside }: StageProps) {
  const pinning = usePin(pins ?? "tablet");
  const shown = useProgramme({ layout: preview, pin: pins ? pinning.pin : null });
  const name = usePinnedName(shown);
  const small = smallOf(shown, papers);
  const besideIt = shown.mode === "document" && shown.documentId !== null && papers && shown.picture === "beside";
  const pick = taps ? (siteId: string) => pinning.set({ kind: "site", siteId }) : undefined;
  return (
    <div
      className={classes.stage}
      data-testid={preview ? "preview-stage" : "stage"}
      data-mode={shown.mode}
      data-programme={shown.identity ?? ""}
      data-pinned={shown.pinned}
      data-beside={besideIt}
    >
      <Large shown={shown} papers={papers} onPick={pick} />
      {small !== null && <Picture identity={small} label={shown.place} className={classes.small} />}
      {besideIt && (
        <div className={classes.beside}>
          <Picture identity={shown.identity} label={shown.place} className={classes.besidePicture} />
          {beside?.(shown)}
        </div>
      )}
      {shown.pinned && <PinMark pinning={pinning} name={name} />}
      {children?.(shown)}
    </div>
  );
}
