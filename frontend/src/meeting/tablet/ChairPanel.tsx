import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { SeatMapButton } from "@/seating/SeatMapButton";
import { PollControls } from "../poll/PollControls";
import { NextItemButton } from "../run/AgendaControls";
import { ConclusionButton, Conclusions } from "../run/Conclusions";
import { FloorControls, MuteAllButton } from "../run/FloorControls";
import { EndButton, PauseButton } from "../run/MeetingControls";
import { ReadersButton } from "../run/Readers";
import { MeetingClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { ForecastLine } from "../shared/Forecast";
import { isOver } from "../shared/selectors";
import { SilentButton } from "./SilentButton";
import classes from "./Tablet.module.css";

/** What the chair needs beside the document: the queue, the next item, the poll, the conclusion. */
export function ChairPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const { parts, meeting, viewer } = useMeetingView();
  return (
    <aside className={classes.chair} aria-label={t("chair.panel")} data-testid="chair-panel">
      <header className={classes.chairHead}>
        <h2>{t("chair.panel")}</h2>
        <IconButton label={t("chair.close_panel")} onClick={onClose}>
          <IconX size={22} aria-hidden />
        </IconButton>
      </header>
      {(meeting.status === "in_progress" || meeting.status === "paused") && (
        <p className={classes.meetingLeft}>
          {t("time.meeting_left")} <MeetingClock className={classes.meetingClock} />
          <br />
          <ForecastLine />
        </p>
      )}
      <NextItemButton />
      {!isOver(meeting) && <FloorControls />}
      <PollControls />
      <ConclusionButton fullWidth />
      <Conclusions />
      <ReadersButton />
      <SilentButton />
      <SeatMapButton parts={parts} meeting={meeting} own={viewer.participant_id} />
      <MuteAllButton />
      {!isOver(meeting) && (
        <div className={classes.chairEnd}>
          {meeting.status === "in_progress" && <PauseButton />}
          <EndButton />
        </div>
      )}
    </aside>
  );
}
