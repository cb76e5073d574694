import { Button, Drawer } from "@mantine/core";
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconMicrophone } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RoomAudio, useMediaSettings, usePublishing, type MediaRoom, type MediaState, type Publishing, type Reception } from "@/media";
import { useFollowPapers } from "@/offline/papers/useKept";
import { WaitingBar } from "@/offline/WaitingBar";
import { PollSheet } from "../poll/PollSheet";
import { usePollSheet } from "../poll/usePollSheet";
import { useMeetingView } from "../shared/context";
import { LineNotice, MediaNotice } from "../shared/LineNotice";
import { turnOf } from "../shared/selectors";
import { AnnouncementBanner } from "../talk/Standing";
import { AgendaRail } from "./AgendaRail";
import { BottomBar } from "./BottomBar";
import { ChairPanel } from "./ChairPanel";
import { MainArea } from "./MainArea";
import { useReadMarks, useReadReceipt } from "./readMarks";
import { PictureNotice } from "./PictureNotice";
import { ScannedCheckIn } from "./ScannedCheckIn";
import { SoundMenu } from "./SoundMenu";
import { TableNotice } from "../shared/TableNotice";
import { StateBanner } from "./StateBanner";
import classes from "./Tablet.module.css";
import { TopBar } from "./TopBar";
import { useDroppedRequest } from "./useDroppedRequest";
import { usePicture } from "./usePicture";
import { useReading } from "./useReading";
import { useRecalled } from "./useRecalled";
import { useReception } from "./useReception";
import { useStillHere } from "./useStillHere";

/** People in a room with its own camera, microphone and loudspeakers use those; others their own device. */
function useOwnPublishing(media: MediaRoom, state: MediaState, { receiving }: Reception) {
  const { parts, me, meeting } = useMeetingView();
  const settings = useMediaSettings();
  const ownDevices = me !== null && me.site_id === null;
  const myTurn = turnOf(parts)?.identity === state.identity;
  const publishing = usePublishing(media, state, {
    camera: ownDevices && settings.camera && receiving === "all" && meeting.status === "in_progress",
    openInJournal: ownDevices && myTurn,
    consent: settings.consent ?? "ask",
  });
  return { ownDevices, publishing };
}

/** The floor is ours and the person wants to be asked before sound is sent. */
function AskMicrophone({ publishing }: { publishing: Publishing }) {
  const { t } = useTranslation("meeting");
  if (!publishing.asking) return null;
  return (
    <div className={classes.askMicrophone} role="alertdialog" aria-label={t("sound.your_turn")}>
      <strong>{t("sound.your_turn")}</strong>
      <Button size="lg" variant="filled" leftSection={<IconMicrophone size={22} aria-hidden />} onClick={() => publishing.press(true)}>
        {t("sound.microphone_on")}
      </Button>
      <Button size="lg" onClick={() => publishing.press(false)}>
        {t("sound.later")}
      </Button>
    </div>
  );
}

function useSound() {
  const { id, me } = useMeetingView();
  const [on, set] = useLocalStorage({
    key: `ecabinet.sound.${id}`,
    defaultValue: me !== null && me.site_id === null,
    getInitialValueInEffect: false,
  });
  return { on, set };
}

function usePanels() {
  const { can } = useMeetingView();
  const wide = useMediaQuery("(min-width: 1001px)", true, { getInitialValueInEffect: false });
  const [rail, setRail] = useState(false);
  const [chairChoice, setChair] = useState<boolean | null>(null);
  const chair = can("run_meeting") && (chairChoice ?? wide);
  return {
    wide,
    rail,
    chair,
    toggleRail: () => setRail(!rail),
    toggleChair: () => setChair(!chair),
  };
}

/** The tablet of a delegate, a member or the chair. */
export function TabletScreen({ media, state }: { media: MediaRoom; state: MediaState }) {
  const { t } = useTranslation("meeting");
  const { viewer, meeting, parts, live } = useMeetingView();
  const marks = useReadMarks(viewer.account_id);
  const reading = useReading();
  const sheet = usePollSheet();
  const sound = useSound();
  const panels = usePanels();
  const reception = useReception(media, state);
  const { ownDevices, publishing } = useOwnPublishing(media, state, reception);
  const picture = usePicture(state, reception);
  useReadReceipt(reading.row, marks);
  useRecalled();
  useDroppedRequest();
  useStillHere();
  useFollowPapers(meeting.id, parts.documents, live.status === "live");

  const rail = (
    <AgendaRail
      reading={reading.row}
      marks={marks}
      onOpen={(row) => {
        reading.open(row);
        if (panels.rail) panels.toggleRail();
      }}
    />
  );
  return (
    <div className={classes.screen}>
      <TopBar />
      <LineNotice />
      <WaitingBar />
      <PictureNotice reception={reception} />
      <MediaNotice media={media} state={state} hearing={sound.on} />
      <AnnouncementBanner />
      <StateBanner />
      <TableNotice />
      <div className={classes.body}>
        {panels.wide && <div className={classes.railColumn}>{rail}</div>}
        <MainArea reading={reading} picture={picture} />
        {panels.chair && <ChairPanel onClose={panels.toggleChair} />}
      </div>
      <PollSheet sheet={sheet} />
      <BottomBar
        sheet={sheet}
        panels={panels}
        picture={picture}
        state={state}
        own={ownDevices ? publishing : null}
        sound={<SoundMenu media={media} state={state} sound={sound} publishing={publishing} ownDevices={ownDevices} />}
      />
      <Drawer opened={panels.rail && !panels.wide} onClose={panels.toggleRail} title={t("agenda.title")} size="20rem" padding={0}>
        {rail}
      </Drawer>
      <AskMicrophone publishing={publishing} />
      <ScannedCheckIn />
      <RoomAudio media={media} state={state} on={sound.on} />
    </div>
  );
}
