import { useTranslation } from "react-i18next";
import { clock, weekdayDate } from "@/kit/dates";
import type { PollRow } from "@/live";
import { ProgressLine } from "../poll/Register";
import { ResultFigures } from "../poll/Result";
import { CountdownTo, PollClock, TurnClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import type { Programme } from "../shared/programme";
import { headcount, turnOf } from "../shared/selectors";
import { Stage } from "../shared/Stage";
import { LiveTag } from "../tablet/ProgrammeCaption";
import { QrImage } from "./QrImage";
import classes from "./Site.module.css";
import type { SiteFace } from "./siteView";
import { spelled, useCheckInCode } from "./useCheckInCode";

function SpeakerTime() {
  const { t } = useTranslation("meeting");
  const turn = turnOf(useMeetingView().parts);
  if (!turn) return null;
  return (
    <div className={classes.speakerTime}>
      <span>{t(turn.paused_at === null ? "site.time_left" : "floor.paused")}</span>
      <TurnClock turn={turn} className={classes.speakerClock} />
    </div>
  );
}

/** Name, office and time of the one in the large picture. */
function SpeakerFoot({ programme }: { programme: Programme }) {
  return (
    <div className={classes.speaker} data-corner={programme.central !== null}>
      <div>
        <p className={classes.speakerName}>{programme.place || programme.person}</p>
        <p className={classes.speakerRole}>{[programme.place ? programme.person : "", programme.position].filter(Boolean).join(" · ")}</p>
      </div>
      {programme.speaking && <SpeakerTime />}
    </div>
  );
}

/** The same beside a document. */
function BesideWords({ programme }: { programme: Programme }) {
  const turn = turnOf(useMeetingView().parts);
  return (
    <div className={classes.besideWords}>
      <p className={classes.speakerName}>{programme.place || programme.person}</p>
      <p className={classes.speakerRole}>{programme.place ? programme.person : programme.position}</p>
      {turn && programme.speaking && <TurnClock turn={turn} className={classes.speakerClock} />}
    </div>
  );
}

const WITH_FOOT = new Set<Programme["mode"]>(["speaker", "speaker_central", "chair", "sequence"]);

function ProgrammeFace() {
  return (
    <Stage papers pins="site" taps beside={(programme) => <BesideWords programme={programme} />}>
      {(programme) => (
        <>
          {programme.speaking && (
            <div className={classes.liveTag}>
              <LiveTag />
            </div>
          )}
          {WITH_FOOT.has(programme.mode) && <SpeakerFoot programme={programme} />}
        </>
      )}
    </Stage>
  );
}

function CheckInFace({ title, children }: { title: string; children?: React.ReactNode }) {
  const { t } = useTranslation("meeting");
  const { parts, viewer } = useMeetingView();
  const { code, address } = useCheckInCode();
  const count = viewer.site_id ? headcount(parts, viewer.site_id) : null;
  return (
    <div className={classes.checkIn}>
      <QrImage text={address} label={t("site.qr")} className={classes.qrLarge} />
      <div className={classes.checkInWords}>
        <h2>{title}</h2>
        {children}
        {count && (
          <p className={classes.count}>
            <strong>{`${count.present}/${count.expected}`}</strong> {t("site.checked_in")}
            {count.counted !== null && ` · ${t("headcount.short", { count: count.counted })}`}
          </p>
        )}
        <p>{t("site.scan")}</p>
        {code && (
          <p>
            {t("site.code")}
            <strong className={classes.codeLarge} data-testid="check-in-code">
              {spelled(code)}
            </strong>
          </p>
        )}
      </div>
    </div>
  );
}

const OPTIONS_SHOWN = 12;

function PollFace({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.poll} data-list={poll.options.length > 0} data-testid="site-poll">
      <p className={classes.pollKind}>
        {t(poll.status === "open" ? "site.voting" : "site.result")}
        {poll.is_trial && ` · ${t("poll.trial")}`}
        <PollClock poll={poll} className={classes.pollClock} />
      </p>
      <h2 className={classes.pollQuestion}>{poll.question}</h2>
      {poll.status === "open" ? (
        <>
          {poll.options.length > 0 && (
            <ol className={classes.pollOptions}>
              {poll.options.slice(0, OPTIONS_SHOWN).map(({ key, label }) => (
                <li key={key}>{label}</li>
              ))}
            </ol>
          )}
          <ProgressLine poll={poll} />
          <p className={classes.quiet}>{t("site.vote_on_tablet")}</p>
        </>
      ) : (
        <ResultFigures poll={poll} />
      )}
    </div>
  );
}

/** The large area of the site's screen. */
export function SiteMain({ face }: { face: SiteFace }) {
  const { t } = useTranslation("meeting");
  const { meeting } = useMeetingView();
  switch (face.kind) {
    case "programme":
      return <ProgrammeFace />;
    case "poll":
    case "result":
      return <PollFace poll={face.poll} />;
    case "break":
      return <CheckInFace title={t("site.break")} />;
    case "over":
      return (
        <div className={classes.over}>
          <h2>{t("site.over")}</h2>
          <p>{meeting.ended_at ? t("state.ended", { at: clock(meeting.ended_at) }) : ""}</p>
        </div>
      );
    case "before":
      return (
        <CheckInFace title={t("site.before")}>
          <p className={classes.beginning}>
            {t("site.begins", { at: clock(meeting.scheduled_start), day: weekdayDate(meeting.scheduled_start) })}
          </p>
          <CountdownTo at={meeting.scheduled_start} className={classes.beforeClock} />
        </CheckInFace>
      );
  }
}
