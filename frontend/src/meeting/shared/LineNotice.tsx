import { Button } from "@mantine/core";
import { IconPlugConnectedX, IconVolumeOff, IconWifiOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { moment } from "@/kit/dates";
import { forgetUnreached } from "@/kit/notify";
import { liveMeeting, useServerNow } from "@/live";
import type { MediaRoom, MediaState } from "@/media";
import { useMeetingView } from "./context";
import classes from "./shared.module.css";
import { clockText } from "./time";

/** Says plainly that the line to the server is lost, for how long, and that it mends itself. */
export function LineNotice() {
  const { t } = useTranslation("meeting");
  const { id, live } = useMeetingView();
  const now = useServerNow(0);
  useEffect(() => {
    if (live.status === "live") forgetUnreached();
  }, [live.status]);
  if (live.lostAt === null || live.status === "live") return null;
  const lost = clockText((now - live.lostAt) / 1000);
  const words = live.status === "offline" ? t("line.offline", { lost }) : t("line.reconnecting", { lost });
  return (
    <div className={classes.lineNotice} role="status" data-testid="line-lost">
      <IconWifiOff size={20} aria-hidden />
      <span>{live.keptAt === null ? words : t("line.kept", { at: moment(new Date(live.keptAt).toISOString()) })}</span>
      <Button onClick={() => liveMeeting(id).retryNow()}>
        {t("line.retry")}
      </Button>
    </div>
  );
}

function BlockedNotice({ media }: { media: MediaRoom }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.lineNotice} role="status" data-testid="sound-blocked">
      <IconVolumeOff size={20} aria-hidden />
      <span>{t("sound.blocked")}</span>
      <Button onClick={() => void media.allowSound()}>
        {t("site.allow_sound")}
      </Button>
    </div>
  );
}

interface MediaNoticeProps {
  media: MediaRoom;
  state: MediaState;
  /** This device shall play the meeting's sound, and has no other button for a browser that blocks it. */
  hearing?: boolean;
}

/** Says what keeps picture and sound away, and what to do. */
export function MediaNotice({ media, state, hearing = false }: MediaNoticeProps) {
  const { t } = useTranslation("meeting");
  if (state.status === "displaced") {
    return (
      <div className={classes.lineNotice} role="status" data-testid="media-displaced">
        <IconPlugConnectedX size={20} aria-hidden />
        <span>{t("media.displaced")}</span>
        <Button onClick={() => media.takeOver()}>
          {t("media.use_here")}
        </Button>
      </div>
    );
  }
  if (state.trouble) return <DeviceNotice media={media} trouble={state.trouble} />;
  if (hearing && state.soundBlocked && state.status === "connected") return <BlockedNotice media={media} />;
  return null;
}

function DeviceNotice({ media, trouble }: { media: MediaRoom; trouble: NonNullable<MediaState["trouble"]> }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.lineNotice} role="status">
      <IconPlugConnectedX size={20} aria-hidden />
      <span>{t(`media.trouble.${trouble.device}.${trouble.cause}`)}</span>
      <Button onClick={() => media.retryDevice(trouble.device)}>
        {t("common:act.retry")}
      </Button>
    </div>
  );
}
