import { IconChecklist, IconLayoutSidebar, IconMicrophone, IconMicrophoneOff, IconAdjustmentsHorizontal, IconPictureInPicture, IconScreenShare, IconScreenShareOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMediaSettings, type MediaState, type Publishing } from "@/media";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { isOver, openPoll } from "../shared/selectors";
import { useSharing } from "../shared/ShareButton";
import { useCommand } from "../shared/useCommand";
import type { PollSheetState } from "../poll/usePollSheet";
import { TalkButton } from "../talk/TalkButton";
import { AskButton } from "./AskButton";
import { BarButton } from "./BarButton";
import classes from "./Bar.module.css";
import { CheckInButton } from "./CheckIn";
import { FoldingRow } from "./FoldingRow";
import { useHoldToTalk } from "./useHoldToTalk";
import type { PictureChoice } from "./usePicture";

function VoteButton({ sheet }: { sheet: PollSheetState }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const poll = openPoll(parts);
  const answered = poll !== null && parts.my[`ballot:${poll.id}`] !== undefined;
  const note = poll === null ? "vote.closed" : answered ? "vote.answered" : "vote.open";
  return (
    <BarButton
      icon={<IconChecklist size={24} stroke={1.75} aria-hidden />}
      name={t("vote.title")}
      note={t(note)}
      disabled={poll === null}
      data-late={poll === null}
      onClick={() => sheet.fold(false)}
    />
  );
}

/** The chair is always allowed to be heard, but the site's microphone opens only when the chair says so. */
function ChairMicrophone() {
  const { t } = useTranslation("meeting");
  const { parts, me, meeting, can } = useMeetingView();
  const act = useCommand();
  const site = me?.role === "chair" && me.site_id ? parts.sites[me.site_id] : undefined;
  if (!site || !can("grant_floor") || meeting.status !== "in_progress") return null;
  const open = site.microphone === "open";
  const Icon = open ? IconMicrophone : IconMicrophoneOff;
  return (
    <BarButton
      icon={<Icon size={24} stroke={1.75} aria-hidden />}
      name={t("chair.microphone")}
      note={t(open ? "microphone.open" : "microphone.closed")}
      aria-pressed={open}
      onClick={() => act.mutate(acts.siteMicrophone(site.site_id, !open))}
    />
  );
}

/** The microphone of one's own device, for who sits in no site: open it when the floor or the office allows. */
function OwnMicrophone({ publishing }: { publishing: Publishing }) {
  const { t } = useTranslation("meeting");
  const { microphoneAllowed, microphoneOn } = publishing;
  const hold = useMediaSettings().consent === "hold";
  const held = useHoldToTalk(hold && microphoneAllowed, publishing.press);
  const Icon = microphoneOn ? IconMicrophone : IconMicrophoneOff;
  if (hold) {
    return (
      <BarButton
        icon={<Icon size={24} stroke={1.75} aria-hidden />}
        tone={microphoneOn ? "inverted" : "outlined"}
        name={t("microphone.hold")}
        note={t(microphoneOn ? "microphone.open" : "microphone.space")}
        aria-pressed={microphoneOn}
        disabled={!microphoneAllowed}
        data-hold
        {...held}
      />
    );
  }
  return (
    <BarButton
      icon={<Icon size={24} stroke={1.75} aria-hidden />}
      name={t("microphone.own")}
      note={t(microphoneOn ? "microphone.open" : "microphone.closed")}
      aria-pressed={microphoneOn}
      disabled={!microphoneAllowed}
      onClick={() => publishing.press(!microphoneOn)}
    />
  );
}

function ShowPicture({ picture }: { picture: PictureChoice }) {
  const { t } = useTranslation("meeting");
  const icon = <IconPictureInPicture size={24} stroke={1.75} aria-hidden />;
  return <BarButton icon={icon} name={t("stage.show")} aria-label={t("stage.show")} data-short data-late onClick={() => picture.show(true)} />;
}

/** Sharing this device's screen, for who has the floor, the chair and the secretaries. */
function ShareScreen({ state }: { state: MediaState }) {
  const { t } = useTranslation("meeting");
  const sharing = useSharing(state);
  if (!sharing) return null;
  const Icon = sharing.on ? IconScreenShareOff : IconScreenShare;
  return (
    <BarButton
      icon={<Icon size={24} stroke={1.75} aria-hidden />}
      tone={sharing.on ? "inverted" : "plain"}
      name={t(sharing.on ? "share.stop_own" : "share.start")}
      aria-pressed={sharing.on}
      data-late={!sharing.on}
      onClick={sharing.toggle}
    />
  );
}

export interface Panels {
  rail: boolean;
  chair: boolean;
  toggleRail: () => void;
  toggleChair: () => void;
}

interface BottomBarProps {
  sheet: PollSheetState;
  panels: Panels;
  picture: PictureChoice;
  sound: ReactNode;
  state: MediaState;
  /** Null for tablets of people in a room that has its own microphone. */
  own: Publishing | null;
}

/** What one does in a meeting, in one row and always in the same place; what is needed less often (`data-late`) comes last. */
export function BottomBar({ sheet, panels, picture, sound, state, own }: BottomBarProps) {
  const { t } = useTranslation("meeting");
  const { meeting, can } = useMeetingView();
  const over = isOver(meeting);
  return (
    <footer className={classes.bar} data-idle={over && !can("run_meeting")}>
      <FoldingRow>
        <div className={classes.railButton}>
          <BarButton
            icon={<IconLayoutSidebar size={24} stroke={1.75} aria-hidden />}
            name={t("agenda.short")}
            aria-expanded={panels.rail}
            onClick={panels.toggleRail}
          />
        </div>
        {!over && <CheckInButton />}
        {!over && <AskButton />}
        {!over && <VoteButton sheet={sheet} />}
        {!over && <ChairMicrophone />}
        {!over && own && <OwnMicrophone publishing={own} />}
        <TalkButton />
        {!over && sound}
        {!over && <ShareScreen state={state} />}
        {!over && !picture.shown && !picture.paused && <ShowPicture picture={picture} />}
      </FoldingRow>
      {can("run_meeting") && (
        <div className={classes.end}>
          <BarButton
            icon={<IconAdjustmentsHorizontal size={24} stroke={1.75} aria-hidden />}
            tone="outlined"
            name={t("chair.panel")}
            aria-expanded={panels.chair}
            onClick={panels.toggleChair}
          />
        </div>
      )}
    </footer>
  );
}
