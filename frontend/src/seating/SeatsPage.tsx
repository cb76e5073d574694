import { Button } from "@mantine/core";
import { IconArrowLeft, IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { MeetingGate, type OpenMeeting } from "@/app/MeetingGate";
import { useTitle } from "@/app/title";
import { clockRange, weekdayDate } from "@/kit/dates";
import { SeatingPanel } from "./SeatingPanel";
import classes from "./SeatsPage.module.css";

function Seats({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation("seating");
  const [search] = useSearchParams();
  const { meeting, parts, viewer } = open;
  useTitle(`${t("title")} · ${meeting.title}`);
  // Whoever tends a site begins with its room.
  const first = search.get("place") ?? viewer.site_id;
  return (
    <main id="content" className={classes.page} tabIndex={-1}>
      <header className={classes.head}>
        <Link to="/" className={classes.back} aria-label={t("common:nav.back")}>
          <IconArrowLeft size={22} aria-hidden />
        </Link>
        <h1 className={classes.title}>
          {t("title")}
          <span>{[meeting.title, clockRange(meeting.scheduled_start, meeting.scheduled_end), weekdayDate(meeting.scheduled_start)].join(" · ")}</span>
        </h1>
        <div className={classes.acts}>
          <Button leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => window.print()}>
            {t("print")}
          </Button>
        </div>
      </header>
      <SeatingPanel parts={parts} meeting={meeting} own={viewer.participant_id} first={first} />
    </main>
  );
}

/** `/meetings/:id/seats`: the seat map by itself, to print, or beside another screen. */
export default function SeatsPage() {
  const { id = "" } = useParams();
  return <MeetingGate id={id}>{(open) => <Seats open={open} />}</MeetingGate>;
}
