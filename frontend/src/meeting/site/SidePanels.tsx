import { IconMicrophone, IconMicrophoneOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MediaState } from "@/media";
import { useMeetingView } from "../shared/context";
import { headcount, queueInOrder } from "../shared/selectors";
import { Picture } from "../shared/Stage";
import { QrImage } from "./QrImage";
import classes from "./Site.module.css";
import { spelled, useCheckInCode } from "./useCheckInCode";
import { placeName } from "../shared/place";

/** The site's own picture, small, with its microphone in words. */
export function OwnPicture({ state }: { state: MediaState }) {
  const { t } = useTranslation("meeting");
  const { parts, viewer } = useMeetingView();
  const site = viewer.site_id ? parts.sites[viewer.site_id] : undefined;
  const name = placeName(site?.name ?? viewer.full_name);
  const Icon = state.microphoneOn ? IconMicrophone : IconMicrophoneOff;
  return (
    <section className={classes.own} data-open={state.microphoneOn} aria-label={t("site.own")}>
      <Picture identity={state.identity} label={name} className={classes.ownPicture} />
      <div className={classes.ownFoot}>
        <strong>{name}</strong>
        <span data-testid="own-microphone">
          <Icon aria-hidden />
          {t(state.microphoneOn ? "microphone.open" : "microphone.closed")}
        </span>
      </div>
    </section>
  );
}

const NEXT_SHOWN = 4;

/** Who speaks next; one's own turn is inverted. */
export function NextSpeakers() {
  const { t } = useTranslation("meeting");
  const { parts, viewer } = useMeetingView();
  const queue = queueInOrder(parts).slice(0, NEXT_SHOWN);
  return (
    <section className={classes.panel}>
      <h2>{t("site.next")}</h2>
      {queue.length === 0 && <p className={classes.quiet}>{t("floor.empty")}</p>}
      <ol className={classes.next}>
        {queue.map((row, index) => (
          <li key={row.id} data-here={row.site_id !== null && row.site_id === viewer.site_id}>
            <span>{index + 1}</span>
            <strong>{placeName(row.site_name) || row.full_name}</strong>
            {row.site_id !== null && row.site_id === viewer.site_id && <span className={classes.here}>{t("site.here")}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How many of this site have checked in, and the code for those who come late. */
export function CheckInPanel() {
  const { t } = useTranslation("meeting");
  const { parts, viewer } = useMeetingView();
  const { code, address } = useCheckInCode();
  const count = viewer.site_id ? headcount(parts, viewer.site_id) : null;
  return (
    <section className={classes.panel}>
      {count && (
        <p className={classes.count}>
          <strong>{`${count.present}/${count.expected}`}</strong> {t("site.checked_in")}
          {count.counted !== null && ` · ${t("headcount.short", { count: count.counted })}`}
        </p>
      )}
      <div className={classes.late}>
        <QrImage text={address} label={t("site.qr")} className={classes.qrSmall} />
        <span>
          {t("site.late")}
          {code && (
            <span className={classes.code} data-testid="check-in-code">
              {spelled(code)}
            </span>
          )}
        </span>
      </div>
    </section>
  );
}
