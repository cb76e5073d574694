import { IconChevronLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { MeetingStatusTag } from "@/kit/StatusTag";
import type { ItemRow } from "@/live";
import { ItemClock, useItemOver } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { QuorumLine } from "../shared/QuorumLine";
import { currentItem } from "../shared/selectors";
import { seatOf } from "@/seating/state";
import classes from "./Tablet.module.css";
import { placeName } from "../shared/place";

function ItemTime({ item }: { item: ItemRow }) {
  const { t } = useTranslation("meeting");
  const over = useItemOver(item);
  return (
    <div className={classes.fact}>
      <span className={classes.label}>{t(over ? "item.number" : "top.item_left", { number: item.number })}</span>
      <ItemClock item={item} className={classes.clock} />
    </div>
  );
}

/** Where one is: the meeting, oneself, the quorum, the time left of the item, the meeting's state. */
export function TopBar() {
  const { t } = useTranslation("meeting");
  const { parts, meeting, me, viewer } = useMeetingView();
  const item = currentItem(parts);
  const mine = me && seatOf(parts, me.id);
  const who = [
    me?.position ?? viewer.full_name,
    me?.site_name ? t("top.site", { name: placeName(me.site_name) }) : "",
    mine ? t("seating:mine", { label: mine.seat.label, room: mine.room.room_name }) : "",
  ];
  return (
    <header className={classes.top}>
      <Link to="/" className={classes.back} aria-label={t("common:nav.back")}>
        <IconChevronLeft size={24} aria-hidden />
      </Link>
      <div className={classes.heading}>
        <h1>{meeting.title}</h1>
        <span>{who.filter(Boolean).join(" · ")}</span>
      </div>
      <div className={classes.fact}>
        <span className={classes.label}>{t("top.present")}</span>
        <QuorumLine />
      </div>
      {item && <ItemTime item={item} />}
      <div className={classes.fact} data-last>
        <span className={classes.label}>{t("top.meeting")}</span>
        <MeetingStatusTag status={meeting.status} />
      </div>
    </header>
  );
}
