import { useLocalStorage } from "@mantine/hooks";
import { IconAlertTriangle, IconCoffee, IconInfoCircle, IconTool, IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { send } from "@/api/request";
import { IconButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { useServerNow, type AnnouncementRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { isOver } from "../shared/selectors";
import { standing } from "./rooms";
import classes from "./Standing.module.css";

const ICONS = { information: IconInfoCircle, break: IconCoffee, technical: IconTool, urgent: IconAlertTriangle };
const BAND_SHOWN = 2;

function useStanding(): AnnouncementRow[] {
  const { parts, live, meeting } = useMeetingView();
  const now = useServerNow(live.clockOffset);
  return isOver(meeting) ? [] : standing(parts, now);
}

/** Tells the server once for each announcement that this screen showed it. */
function useReceipts(rows: readonly AnnouncementRow[]): void {
  const { id, viewer } = useMeetingView();
  const [told, setTold] = useLocalStorage<string[]>({
    key: `ecabinet.announced.${viewer.account_id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const untold = rows.map((row) => row.id).filter((key) => !told.includes(key)).join();
  useEffect(() => {
    for (const key of untold.split(",").filter(Boolean)) {
      send("POST", `/api/meetings/${id}/announcements/${key}/seen`)
        .then(() => setTold((old) => [...old.slice(-200), key]))
        // Without an answer it is told again when the page is opened next.
        .catch(() => undefined);
    }
  }, [id, untold, setTold]);
}

/** Announcements above the tablet's body, each until it is hidden here or withdrawn. */
export function AnnouncementBanner() {
  const { t } = useTranslation("talk");
  const { viewer } = useMeetingView();
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: `ecabinet.announcements-hidden.${viewer.account_id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const rows = useStanding();
  useReceipts(rows);
  const shown = rows.filter((row) => !hidden.includes(row.id)).slice(-BAND_SHOWN).reverse();
  return (
    <div className={classes.banners} role="region" aria-label={t("announce.region")} aria-live="assertive">
      {shown.map((row) => {
        const Icon = ICONS[row.kind];
        return (
          <div key={row.id} className={classes.banner} data-kind={row.kind} data-testid="announcement">
            <Icon size={22} aria-hidden />
            <p>
              <strong>{t(`kind.${row.kind}`)}</strong> {row.text}
            </p>
            <time dateTime={row.sent_at}>{clock(row.sent_at)}</time>
            <IconButton label={t("announce.dismiss")} variant="subtle" onClick={() => setHidden((old) => [...old.slice(-200), row.id])}>
              <IconX size={20} aria-hidden />
            </IconButton>
          </div>
        );
      })}
    </div>
  );
}

/** The newest announcements as a band across the television of a site. */
export function AnnouncementBand() {
  const { t } = useTranslation("talk");
  const rows = useStanding();
  useReceipts(rows);
  const shown = rows.slice(-BAND_SHOWN).reverse();
  if (shown.length === 0) return null;
  return (
    <div className={classes.bands} role="region" aria-label={t("announce.region")} aria-live="assertive" data-testid="announcement-band">
      {shown.map((row) => {
        const Icon = ICONS[row.kind];
        return (
          <p key={row.id} className={classes.band} data-kind={row.kind} data-long={row.text.length > 120}>
            <Icon aria-hidden />
            <span>{row.text}</span>
          </p>
        );
      })}
    </div>
  );
}
