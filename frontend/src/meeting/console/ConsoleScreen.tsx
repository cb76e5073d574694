import { Button } from "@mantine/core";
import { IconStarFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { weekdayDate } from "@/kit/dates";
import { MeetingStatusTag } from "@/kit/StatusTag";
import { RoomAudio, type MediaRoom, type MediaState } from "@/media";
import { useLocalStorage } from "@mantine/hooks";
import { IconVolume, IconVolumeOff } from "@tabler/icons-react";
import { TableNotice } from "../shared/TableNotice";
import { PollControls } from "../poll/PollControls";
import { FloorControls } from "../run/FloorControls";
import { EndButton, PauseButton, StartButton } from "../run/MeetingControls";
import { WallClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { LineNotice, MediaNotice } from "../shared/LineNotice";
import { QuorumLine } from "../shared/QuorumLine";
import { isOver } from "../shared/selectors";
import { AgendaColumn } from "./AgendaColumn";
import classes from "./Console.module.css";
import { EndFace } from "./EndFace";
import { Programme } from "./Programme";
import { RightTabs } from "./RightTabs";
import { ConsoleTimeline } from "./Timeline";
import { Wall } from "./Wall";

interface Hearing {
  on: boolean;
  set: (on: boolean) => void;
}

function Listen({ media, hearing }: { media: MediaRoom; hearing: Hearing }) {
  const { t } = useTranslation("meeting");
  const Icon = hearing.on ? IconVolume : IconVolumeOff;
  const toggle = () => {
    hearing.set(!hearing.on);
    if (!hearing.on) void media.allowSound();
  };
  return (
    <Button variant="subtle" aria-pressed={hearing.on} leftSection={<Icon size={20} aria-hidden />} onClick={toggle}>
      {t(hearing.on ? "console.sound_on" : "console.sound_off")}
    </Button>
  );
}

function Head({ media, hearing }: { media: MediaRoom; hearing: Hearing }) {
  const { t } = useTranslation("meeting");
  const { id, meeting, viewer } = useMeetingView();
  const over = isOver(meeting);
  const sub = [weekdayDate(meeting.scheduled_start), t("console.title"), viewer.full_name];
  return (
    <header className={classes.head}>
      <Link to="/" className={classes.mark} aria-label={t("common:act.home")}>
        <IconStarFilled size={18} aria-hidden />
      </Link>
      <div className={classes.heading}>
        <h1>{meeting.title}</h1>
        <span>{sub.join(" · ")}</span>
      </div>
      <MeetingStatusTag status={meeting.status} />
      <QuorumLine />
      <WallClock className={classes.clock} />
      {!over && <Listen media={media} hearing={hearing} />}
      <StartButton />
      {meeting.status === "paused" && <PauseButton />}
      <EndButton />
      {over && (
        <Button component={Link} to={`/meetings/${id}/after`}>
          {t("state.to_minutes")}
        </Button>
      )}
    </header>
  );
}

/** The desk from which the meeting is run: agenda, programme and wall, queue and poll. */
export function ConsoleScreen({ media, state }: { media: MediaRoom; state: MediaState }) {
  const { id, meeting } = useMeetingView();
  const [on, set] = useLocalStorage({ key: `ecabinet.console-sound.${id}`, defaultValue: false, getInitialValueInEffect: false });
  return (
    <div className={classes.screen}>
      <Head media={media} hearing={{ on, set }} />
      <LineNotice />
      <TableNotice />
      <MediaNotice media={media} state={state} hearing={on} />
      <div className={classes.columns}>
        <AgendaColumn />
        <main className={classes.middle}>
          {isOver(meeting) ? (
            <EndFace />
          ) : (
            <>
              <Programme state={state} />
              <Wall state={state} />
            </>
          )}
        </main>
        <aside className={classes.right}>
          <RightTabs>
            {!isOver(meeting) && <FloorControls />}
            <PollControls />
            <ConsoleTimeline />
          </RightTabs>
        </aside>
      </div>
      <RoomAudio media={media} state={state} on={on} />
    </div>
  );
}
