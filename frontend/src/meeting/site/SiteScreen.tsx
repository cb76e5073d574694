import { Button, Popover } from "@mantine/core";
import { IconCircleCheck, IconSettings, IconVolume, IconWifiOff } from "@tabler/icons-react";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { date, weekdayDate, clock } from "@/kit/dates";
import { useServerNow, type ItemRow } from "@/live";
import { RoomAudio, useMediaSettings, usePublishing, type MediaRoom, type MediaState } from "@/media";
import { ItemClock, useItemOver } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { DeviceSelects } from "../shared/DeviceSelects";
import { MediaNotice } from "../shared/LineNotice";
import { QuorumLine } from "../shared/QuorumLine";
import { ShareButton, useSharing } from "../shared/ShareButton";
import { currentItem, isOver, itemsInOrder } from "../shared/selectors";
import { ForecastLine } from "../shared/Forecast";
import { itemTitle } from "../shared/item";
import { TableNotice } from "../shared/TableNotice";
import { clockText } from "../shared/time";
import { AnnouncementBand } from "../talk/Standing";
import { SiteMain } from "./Faces";
import { HeadcountForm } from "./HeadcountForm";
import { CheckInPanel, NextSpeakers, OwnPicture } from "./SidePanels";
import { SitePins } from "./SitePins";
import classes from "./Site.module.css";
import { siteFace } from "./siteView";
import { useWakeLock } from "./useWakeLock";

function ItemTime({ item }: { item: ItemRow }) {
  const { t } = useTranslation("meeting");
  const over = useItemOver(item);
  return (
    <div className={classes.itemTime}>
      <ItemClock item={item} className={classes.itemClock} />
      <span>{t(over ? "site.item_over" : "site.item_left")}</span>
    </div>
  );
}

function Head() {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const item = currentItem(parts);
  const count = itemsInOrder(parts).filter((one) => one.parent_id === null).length;
  return (
    <header className={classes.head}>
      <div className={classes.headWords}>
        <p>{item ? [t("site.item_of", { number: item.number, count }), item.presenter].filter(Boolean).join(" · ") : meeting.unit_name}</p>
        <h1>{item ? itemTitle(item, t) : meeting.title}</h1>
      </div>
      {item && <ItemTime item={item} />}
    </header>
  );
}

/** The line in words: a lost one is ink, hatching and words, never red. */
function LineState({ state }: { state: MediaState }) {
  const { t } = useTranslation("meeting");
  const { live, meeting } = useMeetingView();
  const now = useServerNow(0);
  if (isOver(meeting)) return <span>{t("site.over")}</span>;
  if (live.lostAt !== null && live.status !== "live") {
    return (
      <span className={classes.lost} data-testid="line-lost">
        <IconWifiOff aria-hidden />
        {t("site.line_lost", { lost: clockText((now - live.lostAt) / 1000) })}
      </span>
    );
  }
  if (state.status !== "connected" && state.status !== "stopped") {
    return (
      <span className={classes.lost} data-testid="media-state">
        <IconWifiOff aria-hidden />
        {t(`site.media.${state.status}`)}
      </span>
    );
  }
  return (
    <span className={classes.good}>
      <IconCircleCheck aria-hidden />
      {t("site.line_good")}
    </span>
  );
}

/** In letters that the whole room reads: what is seen is old, and nobody here has to do anything. */
function ServerLost() {
  const { t } = useTranslation("meeting");
  const { live, meeting } = useMeetingView();
  if (isOver(meeting) || live.lostAt === null || live.status === "live") return null;
  return (
    <div className={classes.mainLost} role="alert" data-testid="server-lost">
      <IconWifiOff aria-hidden />
      {t("site.server_lost")}
    </div>
  );
}

interface SiteScreenProps {
  media: MediaRoom;
  state: MediaState;
  /** Opens the rehearsal, where there may be one. */
  rehearsal?: ReactNode;
}

function Foot({ state, media, rehearsal }: SiteScreenProps) {
  const { t } = useTranslation("meeting");
  const { live, viewer, meeting } = useMeetingView();
  const mayShare = useSharing(state) !== null;
  const iso = new Date(useServerNow(live.clockOffset)).toISOString();
  return (
    <footer className={classes.foot}>
      <LineState state={state} />
      <QuorumLine />
      {!mayShare && <ForecastLine />}
      <span title={date(iso)}>
        {meeting.status === "in_progress" ? clock(iso) : `${weekdayDate(iso)} · ${clock(iso)}`}
      </span>
      {rehearsal}
      {!isOver(meeting) && <ShareButton state={state} className={classes.share ?? ""} styles={{ root: { fontSize: "1em" } }} />}
      {meeting.status === "in_progress" && <SitePins />}
      <Popover position="top-end" width={360}>
        <Popover.Target>
          <button type="button" className={classes.devices} aria-label={t("devices.title")}>
            <IconSettings aria-hidden />
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <DeviceSelects media={media} capture />
          {viewer.site_id && !isOver(meeting) && <HeadcountForm siteId={viewer.site_id} />}
        </Popover.Dropdown>
      </Popover>
    </footer>
  );
}

function SoundGate({ media, state }: { media: MediaRoom; state: MediaState }) {
  const { t } = useTranslation("meeting");
  const { status, soundBlocked } = state;
  useEffect(() => {
    // A kiosk browser lets this pass without a touch; where it does not, the button below remains.
    if (status === "connected" && soundBlocked) media.allowSound().catch(() => undefined);
  }, [media, status, soundBlocked]);
  if (!soundBlocked || status !== "connected") return null;
  return (
    <Button className={classes.soundGate} variant="filled" leftSection={<IconVolume aria-hidden />} onClick={() => void media.allowSound()}>
      {t("site.allow_sound")}
    </Button>
  );
}

/** The television of a site: read from five metres, works without a mouse. */
export function SiteScreen({ media, state, rehearsal }: SiteScreenProps) {
  const { parts, meeting, viewer, live } = useMeetingView();
  const settings = useMediaSettings();
  const now = useServerNow(live.clockOffset);
  const site = viewer.site_id ? parts.sites[viewer.site_id] : undefined;
  const face = siteFace(parts, meeting, now);
  useWakeLock();
  usePublishing(media, state, {
    camera: face.kind !== "over",
    openInJournal: site?.microphone === "open",
    consent: settings.consent ?? "auto",
  });
  const main = face.kind !== "before" && face.kind !== "break";
  return (
    <div className={classes.screen} data-testid="site-screen" data-face={face.kind}>
      <Head />
      <MediaNotice media={media} state={state} />
      <TableNotice />
      <main className={classes.main} data-lost={live.status !== "live"}>
        <SiteMain face={face} />
        <ServerLost />
        <AnnouncementBand />
      </main>
      <aside className={classes.side}>
        {face.kind !== "over" && <OwnPicture state={state} />}
        {face.kind !== "over" && <NextSpeakers />}
        {main && face.kind !== "over" && <CheckInPanel />}
      </aside>
      <Foot state={state} media={media} rehearsal={rehearsal} />
      <SoundGate media={media} state={state} />
      <RoomAudio media={media} state={state} on />
    </div>
  );
}
