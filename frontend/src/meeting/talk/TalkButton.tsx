import { IconMessages } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeetingView } from "../shared/context";
import { BarButton } from "../tablet/BarButton";
import { lobbyOf } from "./lobby";
import classes from "./Talk.module.css";
import { TalkDrawer } from "./TalkDrawer";
import { Unread } from "./Unread";
import { useUnread } from "./useRead";

/** The entry of the bar below: messages and notes, with how many wait to be read. */
export function TalkButton() {
  const { t } = useTranslation("talk");
  const { parts, can } = useMeetingView();
  const [open, setOpen] = useState(false);
  const unread = useUnread();
  const waiting = can("run_meeting") ? lobbyOf(parts).waiting.length : 0;
  return (
    <>
      <BarButton
        icon={
          <span className={classes.badged}>
            <IconMessages size={24} stroke={1.75} aria-hidden />
            <Unread count={unread.chat + unread.notes + waiting} />
          </span>
        }
        name={t("title")}
        aria-label={t("title")}
        data-short={can("grant_floor")}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      <TalkDrawer opened={open} onClose={() => setOpen(false)} />
    </>
  );
}
